/**
 * The longest line, characters. A DynamoDB item has 400 KB at most, and JSON spells a control character, one byte there,
 * in six: 2.4 MB is the most that an honest event can come to.
 */
const MAX_LINE_CHARS = 4 * 1024 * 1024;

/**
 * The lines of a text that comes in pieces. Each character is looked at once, and no line grows beyond what an event can
 * be: a file of a few kilobytes may hold a line of gigabytes, compressed. Memory: a piece and a line.
 * Throws `SyntaxError` for a line that is longer, and for a last one without its line feed; `TypeError` for what is no UTF-8.
 */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // A byte order mark is content like any other: what was hashed had none.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let unfinished = '';
  for await (const piece of pieces) {
    // Only the piece is split. To split the unfinished line again with every piece would take time by its square.
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
