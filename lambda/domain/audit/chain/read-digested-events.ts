import type { Failure } from '../../shared/failure.ts';
import { eventsKey } from './archive-key.ts';
import type { Digest } from './digest.ts';
import { type ArchivedEvent, parseEventLine } from './event-line.ts';
import type { EventWindow } from './event-window.ts';
import { summarised } from './events-file.ts';
import type { ArchiveReader } from './ports.ts';
import { orStreamFailure, StreamFailure } from './stream-failure.ts';

/** A window that has a digest. */
export interface DigestedWindow extends EventWindow {
  readonly digest: Digest;
}

/** Reasons with which `readDigestedEvents` fails if the file is damaged, and not the access to it. */
const DAMAGE: ReadonlySet<string> = new Set([
  'digested_events_file_absent',
  'digested_events_file_altered',
  'events_file_unreadable',
]);

/**
 * Runs a function that reads digested windows. Returns the failure if a file is damaged, undefined if none is.
 * Throws every other `StreamFailure`.
 */
export const catchDamage = async (read: () => Promise<void>): Promise<Failure | undefined> => {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (error instanceof StreamFailure && DAMAGE.has(error.failure.reason)) return error.failure;
    throw error;
  }
};

/**
 * Yields the events of a digested window's file and checks that the file is the digested one. If an absent or altered file
 * were accepted, its events would be archived again as late events. The check is complete only at the end of the stream:
 * do not use the events before that.
 * Throws `StreamFailure`: `digested_events_file_absent`, `digested_events_file_altered` or `events_file_unreadable`; the
 * cause of the first two names the file.
 */
export async function* readDigestedEvents(
  archive: ArchiveReader,
  window: DigestedWindow,
): AsyncGenerator<ArchivedEvent, void> {
  const lines = orStreamFailure(await archive.readEvents(window));
  if (!lines) throw notAsDigested('digested_events_file_absent', `${eventsKey(window)} is not there, its digest is`);
  const file = summarised(lines);
  for await (const line of file.lines) {
    const event = parseEventLine(line);
    if (event) yield event;
  }
  if (file.summary().sha256 === window.digest.events_sha256) return;
  throw notAsDigested('digested_events_file_altered', `${eventsKey(window)} is not what its digest says`);
}

const notAsDigested = (reason: string, message: string): StreamFailure =>
  new StreamFailure({ code: 'internal_error', reason, cause: new Error(message) });
