import { createHash } from 'node:crypto';
import { parseEventLine } from './event-line.ts';

/** The facts about an events file that its digest states. */
export interface EventsSummary {
  readonly count: number;
  readonly lateCount: number;
  /** SHA-256 of the uncompressed file: every line and its line feed. */
  readonly sha256: string;
}

/** Passes lines through unchanged and computes their summary. `summary` is complete after the end of the stream. */
export const summarised = (lines: AsyncIterable<string>) => {
  const hash = createHash('sha256');
  let count = 0;
  let lateCount = 0;
  async function* through(): AsyncGenerator<string> {
    for await (const line of lines) {
      hash.update(line).update('\n');
      count += 1;
      if (line.includes('"archived_late":true') && parseEventLine(line)?.late) lateCount += 1;
      yield line;
    }
  }
  return { lines: through(), summary: (): EventsSummary => ({ count, lateCount, sha256: hash.copy().digest('hex') }) };
};

/** Reads all lines and returns their summary. Throws `StreamFailure`. */
export const summaryOf = async (lines: AsyncIterable<string>): Promise<EventsSummary> => {
  const file = summarised(lines);
  for await (const _ of file.lines);
  return file.summary();
};
