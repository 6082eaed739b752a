import { readFileSync } from "node:fs";

/** Set by the bundler. */
declare const TRANSMISSION_VERSION: string | undefined;
declare const TRANSMISSION_CODE: string | undefined;

/** Read once: whoever runs it may become somebody who may not read it. */
let known: string | null = null;

/** The program's version, from package.json. */
export function version(): string {
  if (typeof TRANSMISSION_VERSION === "string") return TRANSMISSION_VERSION;
  known ??= versionInSource();
  return known;
}

function versionInSource(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}

/** Hash of the code that decides; `source` where it runs as it is written. */
export function decisionCode(): string {
  return typeof TRANSMISSION_CODE === "string" ? TRANSMISSION_CODE : "source";
}
