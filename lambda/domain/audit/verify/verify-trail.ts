import type { KeyObject } from 'node:crypto';
import type { Failure } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { digestKey, parseArchiveKey } from '../chain/archive-key.ts';
import { sha256Of } from '../chain/digest.ts';
import { type EventWindow, windowAfter, windowsBetween } from '../chain/event-window.ts';
import type { StoredItemKey } from '../chain/stored-item.ts';
import { orStreamFailure, settled } from '../chain/stream-failure.ts';
import { type AuditedRange, auditedRange, FUTURE_MS, type RangeQuestion } from './audited-range.ts';
import { compareTrail, type ReadableWindow } from './compare-trail.ts';
import type { Finding } from './finding.ts';
import { hiddenItems } from './hidden-items.ts';
import type { InspectedWindow } from './inspect-window.ts';
import type { ComparableTrail, ListableArchive } from './ports.ts';
import { verifyArchive } from './verify-archive.ts';
import { verifyNames } from './verify-names.ts';

/** Late arrivals that are listed one by one; the rest is only counted. */
const LISTED_LATE_ARRIVALS = 100;

/** What is under way, for those who wait. `total` is 0 where it is not known beforehand. */
export type VerifyPhase = 'digests' | 'events' | 'items';

export interface VerifyTrailOptions extends RangeQuestion {
  readonly archive: ListableArchive;
  readonly publicKeys: readonly KeyObject[];
  /** Without it the archive is verified alone. */
  readonly trail?: ComparableTrail;
  /** Read the whole table for items that its indexes hide. */
  readonly searchHidden: boolean;
  /** SHA-256, hex, of a digest that was noted elsewhere: it must still be in the range. */
  readonly expectHead?: string | undefined;
  readonly onFinding: (finding: Finding) => void;
  readonly onProgress: (phase: VerifyPhase, done: number, total: number) => void;
}

/** What was verified. All of it holds only if `findings` is 0. */
export interface Verification {
  readonly range: AuditedRange | undefined;
  /** The newest genuine digest of the range. To be noted where the account's administrators cannot write. */
  head: { readonly window: EventWindow; readonly sha256: string } | undefined;
  digests: number;
  events: number;
  /** Events that reached the table after their window was closed, and the first of them. */
  late: number;
  readonly lateKeys: StoredItemKey[];
  /** Events that the table no longer has because their retention has ended. */
  expired: number;
  /** Items of windows that are not closed yet, or not digested yet. */
  notDigestedYet: number;
  findings: number;
}

/**
 * Verifies the trail: first the archive by itself, then the archive against the table, both ways, then the table for
 * what its indexes hide. Goes on after a finding; names each object and item once. Fails with `unavailable` or
 * `internal_error`, and then has verified nothing.
 */
export const verifyTrail = (options: VerifyTrailOptions): Promise<Result<Verification, Failure>> =>
  settled(async () => {
    const range = await auditedRange(options.archive, options);
    const verification: Verification = {
      range,
      head: undefined,
      digests: 0,
      events: 0,
      late: 0,
      lateKeys: [],
      expired: 0,
      notDigestedYet: 0,
      findings: 0,
    };
    if (!range) return ok(verification);
    const report = reporter(options, verification);
    const comparable = await archivePhase(options, range, verification, report);
    if (options.trail)
      await tablePhase({ ...options, trail: options.trail }, range, { verification, comparable, report });
    return ok(verification);
  });

type Report = (findings: AsyncIterable<Finding>) => Promise<void>;

const reporter = (options: VerifyTrailOptions, verification: Verification): Report => {
  const named = new Set<string>();
  return async findings => {
    for await (const finding of findings) {
      if (named.has(finding.subject)) continue;
      named.add(finding.subject);
      verification.findings += 1;
      options.onFinding(finding);
    }
  };
};

/** Returns the windows whose events can be compared. */
const archivePhase = async (
  { archive, publicKeys, until, expectHead, onProgress }: VerifyTrailOptions,
  range: AuditedRange,
  verification: Verification,
  report: Report,
): Promise<ReadableWindow[]> => {
  const { first, last, lastWithLate, fromTheFuture } = range;
  const comparable: ReadableWindow[] = [];
  let isHeadThere = expectHead === undefined;
  const total = windowsBetween(first, lastWithLate) + 1;
  const findings = verifyArchive({
    archive,
    publicKeys,
    first,
    last: lastWithLate,
    onWindow: inspected => {
      const { window, digest, digestText, events } = inspected;
      const inRange = window.fromMs <= last.fromMs;
      if (digest && digestText !== undefined && inRange) {
        verification.digests += 1;
        verification.head = { window, sha256: sha256Of(digestText) };
        isHeadThere ||= verification.head.sha256 === expectHead;
      }
      if (inRange) verification.events += events?.count ?? 0;
      // After the range only the late arrivals of a file that holds are believed.
      if (events && (inRange || holds(inspected))) comparable.push({ ...window, inOrder: !events.disorder });
      onProgress('digests', windowsBetween(first, window) + 1, total);
    },
  });
  await report(upTo(last, findings));
  if (!isHeadThere) await report(missingHead(expectHead ?? ''));
  await report(verifyNames(archive, first, last));
  if (fromTheFuture && !until) await report(futureDigest(fromTheFuture));
  return comparable;
};

const holds = ({ digest, findings }: InspectedWindow): boolean => digest !== undefined && findings.length === 0;

/** What does not hold after the range is for the audit of its own time to say. */
async function* upTo(last: EventWindow, findings: AsyncIterable<Finding>): AsyncGenerator<Finding> {
  for await (const finding of findings) {
    const about = parseArchiveKey(finding.subject);
    if (!about || about.window.fromMs <= last.fromMs) yield finding;
  }
}

async function* missingHead(sha256: string): AsyncGenerator<Finding> {
  const detail =
    'No genuine digest of the range is the expected one: it was replaced or deleted, or the range leaves it out.';
  yield { kind: 'missing', subject: `digest ${sha256}`, detail };
}

async function* futureDigest(window: EventWindow): AsyncGenerator<Finding> {
  yield { kind: 'foreign', subject: digestKey(window), detail: 'Its window lies in the future.' };
}

const tablePhase = async (
  { archive, trail, now, until, searchHidden, onProgress }: VerifyTrailOptions & { readonly trail: ComparableTrail },
  { first, last, reachesBeginning }: AuditedRange,
  run: { readonly verification: Verification; readonly comparable: readonly ReadableWindow[]; readonly report: Report },
): Promise<void> => {
  const { verification, comparable, report } = run;
  let compared = 0;
  await report(
    compareTrail({
      archive,
      trail,
      windows: comparable,
      last,
      now,
      onEvent: ({ late, expired, key }) => {
        onProgress('events', ++compared, verification.events);
        if (expired) verification.expired += 1;
        if (!late) return;
        verification.late += 1;
        if (verification.lateKeys.length < LISTED_LATE_ARRIVALS) verification.lateKeys.push(key);
      },
    }),
  );
  // What lies further ahead is a finding; what lies less far may come from a clock that is ahead of this one.
  const end = until ?? new Date(Math.max(now.getTime() + FUTURE_MS, last.fromMs + 1));
  if (windowAfter(last).fromMs < end.getTime()) {
    const waiting = { from: windowAfter(last).from, to: end.toISOString() };
    verification.notDigestedYet = orStreamFailure(await trail.countBetween(waiting));
  }
  if (!searchHidden) return;
  let looked = 0;
  await report(
    hiddenItems({
      trail,
      range: { from: first.from, to: last.to },
      reachesBeginning,
      future: until ? undefined : new Date(now.getTime() + FUTURE_MS).toISOString(),
      onItem: () => onProgress('items', ++looked, 0),
    }),
  );
};
