const NEWLINE = 10;

/** Nothing longer is a row; it is passed over instead of being held. */
const LONGEST_LINE_BYTES = 1 << 20;

/** What `LineReader.more` came upon. */
export type Found = "lines" | "long line" | "end";

/** Cuts chunks of bytes at the ends of lines. */
export class LineReader {
  /** Whole lines with their ends: bytes[at, to). */
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  to = 0;
  /** Bytes of the lines so far, these included. */
  passedBytes = 0;

  private readonly chunks: AsyncIterator<Buffer>;
  /** What is to be read before the next chunk. */
  private waiting: Buffer | null = null;
  /** A line whose end has not come yet. */
  private parts: Buffer[] = [];
  private partsLength = 0;
  private isLong = false;

  constructor(chunks: AsyncIterator<Buffer>) {
    this.chunks = chunks;
  }

  /** Brings the next whole lines into `bytes`. */
  async more(): Promise<Found> {
    for (;;) {
      let chunk = this.waiting;
      this.waiting = null;
      if (chunk === null) {
        const next = await this.chunks.next();
        if (next.done === true) return this.last();
        chunk = next.value;
      }
      const first = chunk.indexOf(NEWLINE);
      if (first < 0) {
        this.holdBack(chunk);
        continue;
      }
      if (this.isLong) {
        this.isLong = false;
        this.waiting = chunk.subarray(first + 1);
        return "long line";
      }
      if (this.partsLength > 0) {
        this.parts.push(chunk.subarray(0, first + 1));
        this.waiting = chunk.subarray(first + 1);
        return this.joinParts();
      }
      const end = chunk.lastIndexOf(NEWLINE) + 1;
      this.holdBack(chunk.subarray(end));
      return this.found(chunk, end);
    }
  }

  /** A last line may lack its end. */
  private last(): Found {
    if (this.isLong) {
      this.isLong = false;
      return "long line";
    }
    if (this.partsLength === 0) return "end";
    this.parts.push(Buffer.from([NEWLINE]));
    return this.joinParts();
  }

  private joinParts(): Found {
    const bytes = Buffer.concat(this.parts);
    this.parts = [];
    this.partsLength = 0;
    if (bytes.length > LONGEST_LINE_BYTES) return "long line";
    return this.found(bytes, bytes.length);
  }

  private found(bytes: Buffer, to: number): Found {
    this.bytes = bytes;
    this.at = 0;
    this.to = to;
    this.passedBytes += to;
    return "lines";
  }

  /** Keeps a copy, since the chunk's memory is used again. */
  private holdBack(bytes: Buffer): void {
    if (bytes.length === 0 || this.isLong) return;
    this.parts.push(Buffer.from(bytes));
    this.partsLength += bytes.length;
    if (this.partsLength <= LONGEST_LINE_BYTES) return;
    this.isLong = true;
    this.parts = [];
    this.partsLength = 0;
  }
}
