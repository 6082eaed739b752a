// The program's door. The commands move in here.

declare const TRANSMISSION_VERSION: string;

process.stdout.write(`${TRANSMISSION_VERSION}\n`);
