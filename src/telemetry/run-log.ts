// The log of a run: JSON lines for programs that collect logs. No secret gets into it.

import { type Logger, pino } from "pino";
import { levelOf } from "./fact-level.js";
import type { LogFile } from "./log-file.js";
import type { PlainFact } from "./plain-fact.js";

/** Names under which no value is ever written. */
const SECRET_NAMES = [
  ...["secret", "password", "token", "authorization", "headers", "cookie"],
  ...["api_key", "key_hash", "heartbeat_url", "webhook_secret"],
  ...['["x-api-key"]', '["X-API-Key"]'],
];
/** Where a line has names; a wildcard for each level costs four times as much. */
const PLACES = ["", "fact", "fact.inputs", "fact.inputs.*"];
const CENSOR = "[redacted]";
/** A shorter text may stand in a line by chance. */
const LEAST_SECRET = 8;

/** What a run logs with. */
export interface RunLogOptions {
  readonly file: LogFile;
  /** The wall clock, UTC epoch ms. */
  readonly wallMs: () => number;
}

/** `a.b`, `a["b"]` as the paths want them. */
function pathAt(place: string, name: string): string {
  if (place === "") return name;
  return name.startsWith("[") ? `${place}${name}` : `${place}.${name}`;
}

/** A log that is open from the beginning; how much of it is written is said later. */
export class RunLog {
  readonly #file: LogFile;
  readonly #logger: Logger;
  /** As they look in JSON. */
  #secrets: readonly string[] = [];
  /** Lost lines that the log itself knows of. */
  #lostTold = 0;

  constructor({ file, wallMs }: RunLogOptions) {
    this.#file = file;
    const options = {
      base: { pid: process.pid },
      level: "info",
      timestamp: () => `,"time":"${new Date(wallMs()).toISOString()}"`,
      formatters: { level: (level: string) => ({ level }) },
      redact: {
        paths: PLACES.flatMap((place) => SECRET_NAMES.map((name) => pathAt(place, name))),
        censor: CENSOR,
      },
      hooks: { streamWrite: (line: string) => this.#scrubbed(line) },
    };
    this.#logger = pino(options, { write: (line: string) => this.#file.write(line) });
  }

  /**
   * @param level what is quieter is left out
   * @param secrets texts that are blotted out wherever they occur
   */
  configure(level: string, secrets: readonly string[]): void {
    this.#logger.level = level;
    this.#secrets = secrets
      .filter(({ length }) => length >= LEAST_SECRET)
      .map((secret) => JSON.stringify(secret).slice(1, -1));
  }

  /** A fact, with its sentence, which is made where it is wanted. */
  fact(given: PlainFact, sentence: () => string): void {
    const level = levelOf(given);
    if (!this.#logger.isLevelEnabled(level)) return;
    const { seq, ts, type, symbol, trace_id, ...fact } = given;
    const head = {
      ...{ seq, ts, type },
      ...(symbol === null ? {} : { symbol }),
      ...(trace_id === null ? {} : { trace_id }),
    };
    this.#tellLost();
    this.#logger[level]({ ...head, fact }, sentence());
  }

  /** Words for a person. */
  say(words: string): void {
    this.#tellLost();
    this.#logger.info(words);
  }

  /** What ended the run. */
  fail(words: string): void {
    this.#tellLost();
    this.#logger.fatal(words);
  }

  #tellLost(): void {
    const { lost, hasRoom } = this.#file;
    if (lost === this.#lostTold || !hasRoom) return;
    this.#lostTold = lost;
    // In all: the line that told of those before may be lost itself.
    this.#logger.warn({ lost }, "lines of this log are lost: the disk did not take them");
  }

  #scrubbed(line: string): string {
    let text = line;
    for (const secret of this.#secrets) text = text.replaceAll(secret, CENSOR);
    return text;
  }
}
