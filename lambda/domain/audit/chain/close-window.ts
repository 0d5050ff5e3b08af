import { type Failure, fail } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { sha256Of } from '../../shared/sha256.ts';
import { DIGEST_FORMAT, digestText, signedText } from './digest.ts';
import { eventLine } from './event-line.ts';
import type { EventWindow } from './event-window.ts';
import { type EventsSummary, summarised, summaryOf } from './events-file.ts';
import { findLateArrivals } from './find-late-arrivals.ts';
import type { AuditArchive, AuditTrail, DigestSigner } from './ports.ts';
import type { StoredItem } from './stored-item.ts';
import { catchStreamFailure, orStreamFailure } from './stream-failure.ts';

export interface CloseWindowDependencies {
  readonly trail: AuditTrail;
  readonly archive: AuditArchive;
  readonly signer: DigestSigner;
  /** Version of this product, stated in every digest. */
  readonly writerVersion: string;
}

/** A closed window: its events file and its digest are in the archive, and never change. */
export interface ClosedWindow {
  readonly window: EventWindow;
  readonly events: EventsSummary;
  /** An earlier window's events file is damaged, so its late events were not archived yet. */
  readonly damage?: Failure;
}

/**
 * Closes one window: writes first its events file, then the digest of that file.
 *
 * Each object is written at most once. A run that finds an events file, from a concurrent run or from a run that crashed
 * between the two writes, makes the digest of that file. So any number of runs result in one file and one digest that
 * match. An event that the existing file does not have is a late event of a later window.
 * Fails with `unavailable` or `internal_error`; then nothing was written, or only the events file.
 */
export const closeWindow = (
  dependencies: CloseWindowDependencies,
  window: EventWindow,
  previousDigestText: string | undefined,
): Promise<Result<ClosedWindow, Failure>> =>
  catchStreamFailure(async () => {
    const late = await findLateArrivals(dependencies, window);
    const events = await archiveEvents(dependencies, window, late.items);
    const statement = {
      format: DIGEST_FORMAT,
      window: { from: window.from, to: window.to },
      count: events.count,
      late_count: events.lateCount,
      events_sha256: events.sha256,
      previous_sha256: previousDigestText === undefined ? null : sha256Of(previousDigestText),
      writer_version: dependencies.writerVersion,
      key_id: dependencies.signer.keyId,
    } as const;
    const signature = await dependencies.signer.sign(signedText(statement));
    if (!signature.ok) return signature;
    const written = await dependencies.archive.writeDigest(
      window,
      digestText({ ...statement, signature: signature.value }),
    );
    return written.ok ? ok({ window, events, ...(late.damage && { damage: late.damage }) }) : written;
  });

const archiveEvents = async (
  { trail, archive }: CloseWindowDependencies,
  window: EventWindow,
  late: readonly StoredItem[],
): Promise<EventsSummary> => {
  const file = summarised(readEventLines(trail, window, late));
  const outcome = orStreamFailure(await archive.writeEvents(window, file.lines));
  if (outcome === 'written') return file.summary();

  const standing = orStreamFailure(await archive.readEvents(window));
  return standing ? summaryOf(standing) : orStreamFailure(fail('unavailable', 'events_file_vanished'));
};

/** Yields the lines of the events file. Late events come first, because their keys are the smallest. */
async function* readEventLines(
  trail: AuditTrail,
  window: EventWindow,
  late: readonly StoredItem[],
): AsyncGenerator<string> {
  for (const item of late) yield eventLine({ item, late: true });
  for await (const item of trail.readBetween(window)) yield eventLine({ item, late: false });
}
