import type { KeyObject } from 'node:crypto';
import { type Failure, fail } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { EventWindow } from '../chain/event-window.ts';
import { StreamFailure } from '../chain/stream-failure.ts';
import type { AuditLog } from '../events/audit-log.ts';
import { type ChainEvent, chainEvent } from '../events/chain-event.ts';
import type { Finding } from '../verify/finding.ts';
import type { ComparableTrail, ListableArchive } from '../verify/ports.ts';
import { type Verification, verifyTrail } from '../verify/verify-trail.ts';
import { partsOfDay } from './parts-of-day.ts';

/** What a scheduled verification uses. */
export interface DailyVerification {
  readonly archive: ListableArchive;
  readonly trail: ComparableTrail;
  /** Reads the public half of the deployment's signing key. */
  readonly readPublicKey: () => Promise<Result<KeyObject, Failure>>;
  readonly audit: AuditLog<ChainEvent>;
  readonly newEventId: () => string;
}

/** One run. */
export interface DailyRun {
  /** Any time of the day whose turn it is. */
  readonly day: Date;
  readonly now: Date;
  readonly requestId: string;
  /** Returns false when the run must end. */
  readonly hasTime: () => boolean;
  readonly onFinding: (finding: Finding) => void;
}

/**
 * Verifies the parts of the trail whose turn it is, archive against table in both directions, and records the result in the
 * trail. The search of the whole table for hidden items is left to `audit verify`. Memory: as `verifyTrail`, one part at a
 * time. Fails with `unavailable` or `internal_error`; then nothing is recorded. Reasons of its own: `out_of_time`, and
 * `no_digest` if the archive is empty.
 */
export const verifyParts = async (
  { archive, trail, readPublicKey, audit, newEventId }: DailyVerification,
  { day, now, requestId, hasTime, onFinding }: DailyRun,
): Promise<Result<ChainEvent, Failure>> => {
  const oldest = await archive.findOldestDigest();
  if (!oldest.ok) return oldest;
  if (!oldest.value) return fail('internal_error', 'no_digest');
  const publicKey = await readPublicKey();
  if (!publicKey.ok) return publicKey;

  const findings: string[] = [];
  const verified: VerifiedPart[] = [];
  for (const part of partsOfDay(oldest.value, day, now)) {
    const outcome = await verifyTrail({
      ...part,
      ...{ archive, trail, publicKeys: [publicKey.value], now, isCopy: false, searchHidden: false },
      onFinding: finding => {
        // The event lists only the first findings, so memory does not grow with their number.
        if (findings.length < KEPT_FINDINGS) findings.push(`${finding.kind} ${finding.subject}`);
        onFinding(finding);
      },
      onProgress: () => {
        if (!hasTime()) throw new StreamFailure({ code: 'unavailable', reason: 'out_of_time' });
      },
    });
    if (!outcome.ok) return outcome;
    if (outcome.value.range) verified.push({ ...outcome.value, range: outcome.value.range });
  }
  if (verified.length === 0) return fail('internal_error', 'no_digest');

  const event = chainEvent({
    ...{ eventId: newEventId(), occurredAt: now, requestId, findings },
    periods: verified.map(({ range }) => periodOf(range)),
    digests: sum(verified, part => part.digests),
    events: sum(verified, part => part.events),
    late: sum(verified, part => part.late),
    findingCount: sum(verified, part => part.findings),
    headSha256: verified[0]?.head?.sha256,
  });
  const recorded = await audit.append(event);
  return recorded.ok ? ok(event) : recorded;
};

/** At least as many as an event lists. */
const KEPT_FINDINGS = 20;

type VerifiedPart = Verification & { readonly range: NonNullable<Verification['range']> };

const periodOf = ({ first, last }: { readonly first: EventWindow; readonly last: EventWindow }) => ({
  from: first.from,
  to: last.to,
});

const sum = (parts: readonly VerifiedPart[], count: (part: VerifiedPart) => number): number =>
  parts.reduce((total, part) => total + count(part), 0);
