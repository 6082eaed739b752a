// Ink draws into our screen: whole rows, which is what it does when it is asked to debug.

import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { render } from "ink";
import { createElement } from "react";
import { App } from "./app.js";
import type { Painter } from "./painter.js";

/** Has Ink draw what a painter wants drawn, from now on; answers what ends it. */
export function drawWithInk(painter: Painter): () => void {
  let isDrawn = true;
  const sink = Object.assign(new EventEmitter(), {
    isTTY: false,
    write: (frame: string): boolean => {
      if (isDrawn) painter.take(frame);
      return true;
    },
  });
  Object.defineProperty(sink, "columns", { get: () => painter.read().columns });
  Object.defineProperty(sink, "rows", { get: () => painter.read().rows.length });
  const instance = render(createElement(App, { source: painter }), {
    stdout: sink as unknown as NodeJS.WriteStream,
    stderr: sink as unknown as NodeJS.WriteStream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  return () => {
    // Its farewell is an empty frame where it thinks that nobody watches (`CI`).
    isDrawn = false;
    instance.unmount();
  };
}
