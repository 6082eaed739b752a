// The program's door.

const { start } = await import("./start.js");
await start(process.argv.slice(2));

export {};
