/** A CSV field, quoted as RFC 4180 asks and only where it must be; the text itself is kept. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
