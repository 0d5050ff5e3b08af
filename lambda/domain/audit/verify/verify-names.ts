import { parseArchiveKey } from '../chain/archive-key.ts';
import { type EventWindow, windowsFrom } from '../chain/event-window.ts';
import type { Finding } from './finding.ts';
import type { ArchiveEntry, ListableArchive } from './ports.ts';

/**
 * Verifies the archive's names between two windows: each was written exactly once, and there are no other names. The lock
 * protects the first version of an object even from administrators. But a person with permission can still write a newer
 * version or a delete marker, and the list of versions shows it. Throws `StreamFailure`.
 */
export async function* verifyNames(
  archive: ListableArchive,
  first: EventWindow,
  last: EventWindow,
): AsyncGenerator<Finding> {
  const inRange = (window: EventWindow) => first.fromMs <= window.fromMs && window.fromMs <= last.fromMs;
  for (const day of daysOf(windowsFrom(first, last))) {
    for await (const entry of archive.listEntries(day)) {
      const known = parseArchiveKey(entry.key);
      if (known && !inRange(known.window)) continue;
      const finding = known ? rewritten(entry) : foreign(entry);
      if (finding) yield finding;
    }
  }
}

const foreign = ({ key, deleted }: ArchiveEntry): Finding | undefined =>
  deleted
    ? undefined
    : { kind: 'foreign', subject: key, detail: 'The digest writer does not write objects with this name.' };

const rewritten = ({ key, contents, deleted }: ArchiveEntry): Finding | undefined => {
  if (deleted) {
    return {
      kind: 'deleted',
      subject: key,
      detail: 'A delete marker hides the object. Its locked versions still exist.',
    };
  }
  if (contents === 1) return undefined;
  return {
    kind: 'edited',
    subject: key,
    detail: `The object has had ${contents} different contents. Its versions show when each was written.`,
  };
};

function* daysOf(windows: Iterable<EventWindow>): Generator<string> {
  let previous: string | undefined;
  for (const { from } of windows) {
    const day = from.slice(0, 10);
    if (day !== previous) yield day;
    previous = day;
  }
}
