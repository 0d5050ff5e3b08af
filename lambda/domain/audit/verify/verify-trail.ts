import type { KeyObject } from 'node:crypto';
import type { Failure } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { sha256Of } from '../../shared/sha256.ts';
import { digestKey, parseArchiveKey } from '../chain/archive-key.ts';
import { type EventWindow, windowAfter, windowsBetween } from '../chain/event-window.ts';
import { catchStreamFailure } from '../chain/stream-failure.ts';
import { type ComparedTable, compareTable } from './compare-table.ts';
import type { ReadableWindow } from './compare-trail.ts';
import { type AuditedRange, findAuditedRange, type RangeQuestion } from './find-audited-range.ts';
import type { Finding } from './finding.ts';
import type { InspectedWindow } from './inspect-window.ts';
import type { ComparableTrail, ListableArchive } from './ports.ts';
import { type UnreadableItem, unreadableFinding } from './unreadable-items.ts';
import { verifyArchive } from './verify-archive.ts';
import { verifyNames } from './verify-names.ts';
import { FindingReport, type OnProgress } from './verify-report.ts';

export interface VerifyTrailOptions extends RangeQuestion {
  readonly archive: ListableArchive;
  readonly publicKeys: readonly KeyObject[];
  /** Absent: only the archive is verified. */
  readonly trail?: ComparableTrail;
  /** Whether to read the whole table for items that its indexes hide. */
  readonly searchHidden: boolean;
  /** SHA-256, hex, of a digest that the auditor noted earlier. It must still be in the range. */
  readonly expectHead?: string | undefined;
  readonly onFinding: (finding: Finding) => void;
  readonly onProgress: OnProgress;
}

/** The result. The range is genuine only if `findings` is 0. */
export interface Verification extends VerifiedArchive, ComparedTable {
  readonly range: AuditedRange | undefined;
  readonly findings: number;
}

/** The result for the archive alone. */
interface VerifiedArchive {
  /** The newest genuine digest of the range. Note it at a place where the account's administrators cannot write. */
  readonly head: { readonly window: EventWindow; readonly sha256: string } | undefined;
  readonly digests: number;
  readonly events: number;
}

const NOTHING_COMPARED: ComparedTable = { late: 0, lateKeys: [], expired: 0, notDigestedYet: 0 };

/**
 * Verifies the trail: first the archive alone, then the archive against the table in both directions, then the table for
 * items that its indexes hide. Continues after a finding. Reports at most one finding about each object and item.
 * Fails with `unavailable` or `internal_error`; then nothing is verified.
 */
export const verifyTrail = (options: VerifyTrailOptions): Promise<Result<Verification, Failure>> =>
  catchStreamFailure<Verification>(async () => {
    const range = await findAuditedRange(options.archive, options);
    const report = new FindingReport(options.onFinding);
    if (!range) {
      return ok({ range, head: undefined, digests: 0, events: 0, ...NOTHING_COMPARED, findings: 0 });
    }
    const { comparable, unreadable, ...archive } = await verifyArchiveAlone(options, range, report);
    const { trail } = options;
    const table = trail
      ? await compareTable({ ...options, trail, windows: comparable, events: archive.events }, range, report)
      : NOTHING_COMPARED;
    // Last, because an item gets one finding only, and the other kinds are worse.
    report.add(unreadable.map(unreadableFinding));
    return ok({ range, ...archive, ...table, findings: report.count });
  });

/**
 * Verifies the archive alone. `comparable`: the windows whose events can be compared with the table. `unreadable`: the
 * items of the range that could not be read completely.
 */
const verifyArchiveAlone = async (
  { archive, publicKeys, until, expectHead, onProgress }: VerifyTrailOptions,
  { first, last, lastWithLate, fromTheFuture }: AuditedRange,
  report: FindingReport,
): Promise<
  VerifiedArchive & { readonly comparable: readonly ReadableWindow[]; readonly unreadable: readonly UnreadableItem[] }
> => {
  const comparable: ReadableWindow[] = [];
  const unreadable: UnreadableItem[] = [];
  let [digests, events] = [0, 0];
  let head: VerifiedArchive['head'];
  let isHeadThere = expectHead === undefined;
  const total = windowsBetween(first, lastWithLate) + 1;
  for await (const step of verifyArchive({ archive, publicKeys, first, last: lastWithLate })) {
    report.add(step.findings.filter(finding => isAbout(finding, last)));
    if (!step.checked) continue;
    const { window, digest, digestText, events: file } = step.checked;
    const inRange = window.fromMs <= last.fromMs;
    if (digest && digestText !== undefined && inRange) {
      digests += 1;
      head = { window, sha256: sha256Of(digestText) };
      isHeadThere ||= head.sha256 === expectHead;
    }
    if (inRange) events += file?.count ?? 0;
    unreadable.push(...(file?.unreadable.filter(item => item.event_key < windowAfter(last).from) ?? []));
    // After the range, only a file without findings is trusted, and only its late events count.
    if (file && (inRange || isGenuine(step.checked))) comparable.push({ ...window, inOrder: !file.disorder });
    onProgress('digests', windowsBetween(first, window) + 1, total);
  }
  if (!isHeadThere) report.add([missingHead(expectHead ?? '')]);
  for await (const finding of verifyNames(archive, first, last)) report.add([finding]);
  if (fromTheFuture && !until) report.add([futureDigest(fromTheFuture)]);
  return { head, digests, events, comparable, unreadable };
};

const isGenuine = ({ digest, findings }: InspectedWindow): boolean => digest !== undefined && findings.length === 0;

/** Whether a finding is about a window up to `last`. Later windows are verified with their own range. */
const isAbout = ({ subject }: Finding, last: EventWindow): boolean => {
  const about = parseArchiveKey(subject);
  return !about || about.window.fromMs <= last.fromMs;
};

const missingHead = (sha256: string): Finding => ({
  kind: 'missing',
  subject: `digest ${sha256}`,
  detail: 'No valid digest in the range has this hash: it was replaced or deleted, or it is outside the range.',
});

const futureDigest = (window: EventWindow): Finding => ({
  kind: 'foreign',
  subject: digestKey(window),
  detail: 'Its window is in the future.',
});
