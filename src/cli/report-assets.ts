// The script and the style that a report carries with it, as the build made them.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Asset, Assets } from "../report/document.js";

function assetOf(name: string): Asset {
  // Both the source and the bundle lie two folders deep.
  const text = readFileSync(new URL(`../../dist/report/${name}`, import.meta.url), "utf8").trim();
  return { text, hash: `sha256-${createHash("sha256").update(text).digest("base64")}` };
}

/** Throws Node's error where there has been no build. */
export function reportAssets(): Assets {
  return { style: assetOf("style.css"), script: assetOf("main.js") };
}
