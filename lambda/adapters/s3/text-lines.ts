/**
 * The longest line, characters. A DynamoDB item has at most 400 KB. JSON writes a control character, which has one byte there,
 * with six. So the line of a genuine event has at most 2.4 MB.
 */
const MAX_LINE_CHARS = 4 * 1024 * 1024;

/**
 * Yields the lines of a text that arrives in pieces. Reads each character once. Limits the length of a line, because a
 * compressed file of a few kilobytes may contain a line of gigabytes. Memory: a piece and a line.
 * Throws `SyntaxError` for a longer line and for a last line without a line feed, and `TypeError` for bytes that are not UTF-8.
 */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // A byte order mark is not removed, because the hash is of the text without one.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let unfinished = '';
  for await (const piece of pieces) {
    // Splits only the new piece. Splitting the unfinished line again with each piece would take quadratic time.
    const [end = '', ...lines] = decoder.decode(piece, { stream: true }).split('\n');
    unfinished += end;
    if (unfinished.length > MAX_LINE_CHARS) throw new SyntaxError('a line is longer than any event');
    for (const line of lines) {
      yield unfinished;
      unfinished = line;
    }
  }
  if (unfinished + decoder.decode()) throw new SyntaxError('the last line has no end');
}
