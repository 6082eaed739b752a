// Loaded before a program (`node --import`): at its end it says on descriptor 3 how much memory
// the process held at most, in bytes.

import { writeSync } from "node:fs";

process.on("exit", () => {
  writeSync(3, String(process.resourceUsage().maxRSS * 1024));
});
