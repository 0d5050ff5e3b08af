import { digestKey, eventsKey, parseArchiveKey } from '../../lambda/domain/audit/chain/archive-key.ts';
import type { EventWindow } from '../../lambda/domain/audit/chain/event-window.ts';
import type { AuditArchive } from '../../lambda/domain/audit/chain/ports.ts';
import { catchStreamFailure } from '../../lambda/domain/audit/chain/stream-failure.ts';
import type { ListableArchive } from '../../lambda/domain/audit/verify/ports.ts';
import { type Failure, fail } from '../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../lambda/domain/shared/result.ts';

/** An archive in memory: `objects` is open to tampering. Texts are kept as they are, without gzip. */
export interface MemoryArchive extends AuditArchive, ListableArchive {
  readonly objects: Map<string, string>;
  /** How many different contents a name has had, where it is more than one. */
  readonly contents: Map<string, number>;
  /** The next write of this kind does not happen, and fails. */
  failNext(kind: 'digest' | 'events'): void;
}

export const memoryArchive = (): MemoryArchive => {
  const objects = new Map<string, string>();
  const contents = new Map<string, number>();
  let failing: string | undefined;
  const write = (key: string, text: string, kind: string): Result<'written' | 'exists', Failure> => {
    if (failing === kind) {
      failing = undefined;
      return fail('unavailable', 'archive_throttled');
    }
    if (objects.has(key)) return ok('exists');
    objects.set(key, text);
    return ok('written');
  };
  const digests = (): EventWindow[] =>
    [...objects.keys()]
      .map(parseArchiveKey)
      .flatMap(parsed => (parsed?.kind === 'digest' ? [parsed.window] : []))
      .sort((a, b) => a.fromMs - b.fromMs);
  return {
    objects,
    contents,
    failNext: kind => {
      failing = kind;
    },
    findNewestDigest: async notAfter => ok(digests().findLast(window => window.fromMs <= notAfter.fromMs)),
    findOldestDigest: async () => ok(digests()[0]),
    readDigest: async window => ok(objects.get(digestKey(window))),
    readEvents: async window => {
      const text = objects.get(eventsKey(window));
      return ok(text === undefined ? undefined : linesOf(text));
    },
    writeDigest: async (window, text) => write(digestKey(window), text, 'digest'),
    writeEvents: (window, lines) =>
      catchStreamFailure(async () => {
        let text = '';
        for await (const line of lines) text += `${line}\n`;
        return write(eventsKey(window), text, 'events');
      }),
    listEntries: async function* (day) {
      const folder = new RegExp(`^(events|digests)/${day.replaceAll('-', '/')}/`);
      for (const key of objects.keys()) {
        if (folder.test(key)) yield { key, contents: contents.get(key) ?? 1, deleted: false };
      }
    },
  };
};

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n').slice(0, -1);
}
