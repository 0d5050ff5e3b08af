import type { AuditLog } from '../audit/events/audit-log.ts';
import type { Failure } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { parseAccessLogLine } from './access-log-line.ts';
import {
  type ExpectedFetches,
  type FetchClaim,
  type ForgedFetch,
  type ForgedReason,
  readClaim,
} from './fetch-claim.ts';
import { fetchEventId, mediaFetched } from './media-fetched.ts';
import type { IssuedLink, IssuedLinks } from './ports.ts';

/** Lines that wait for the audit table at the same time. */
const LINES_AT_ONCE = 16;
/** Links that are kept in memory. A log object has the lines of a few minutes, so a link's lines are close together. */
const REMEMBERED_LINKS = 1_000;

export interface TakeAccessLogDependencies {
  readonly links: IssuedLinks;
  readonly audit: AuditLog;
  readonly expected: ExpectedFetches;
  readonly onForged: (forged: ForgedFetch) => void;
}

/** What the lines of a log were. */
export interface AccessLogOutcome {
  readonly lines: number;
  /** Fetches that are now on record. */
  readonly recorded: number;
  /** Fetches that were on record already: S3 may deliver a line twice, and Lambda an event. */
  readonly repeated: number;
  readonly forged: Readonly<Partial<Record<ForgedReason, number>>>;
  /** Lines that are no lines of S3's access log, or that have been cut off. */
  readonly unreadable: number;
  /** Requests that are no fetch with a link. */
  readonly other: number;
}

/** A link, and the fetches with it that are on record or about to be. */
type RememberedLink = Promise<Result<{ readonly link: IssuedLink; readonly known: Set<string> } | undefined, Failure>>;

/**
 * Appends a `media_fetched` event for each fetch with a link of this deployment, in any order of lines.
 * @param recordedAt the time of the log object: the events' time, and the same in each attempt
 * Fails with `unavailable` or `internal_error` at the first fetch that could not be recorded; a later attempt continues.
 * Throws what the lines throw.
 */
export const takeAccessLog = async (
  dependencies: TakeAccessLogDependencies,
  lines: AsyncIterable<string>,
  recordedAt: Date,
): Promise<Result<AccessLogOutcome, Failure>> => {
  const count = { lines: 0, recorded: 0, repeated: 0, unreadable: 0, other: 0 };
  const forgedCount: Partial<Record<ForgedReason, number>> = {};
  const remembered = new Map<string, RememberedLink>();
  const reportForged = (forged: ForgedFetch): void => {
    forgedCount[forged.reason] = (forgedCount[forged.reason] ?? 0) + 1;
    dependencies.onForged(forged);
  };
  const record = async (claim: FetchClaim): Promise<Result<void, Failure>> => {
    const found = await rememberedLink(dependencies.links, remembered, claim);
    if (!found.ok) return found;
    const { line, recordingSid, auditId } = claim;
    if (!found.value) return ok(reportForged({ reason: 'unknown_id', line, recordingSid, auditId }));
    const { link, known } = found.value;
    if (link.object.key !== claim.objectKey) {
      return ok(reportForged({ reason: 'other_object', line, recordingSid, auditId }));
    }
    const eventId = fetchEventId(claim);
    if (known.has(eventId)) {
      count.repeated += 1;
      return ok(undefined);
    }
    known.add(eventId);
    const appended = await dependencies.audit.append(mediaFetched(claim, link, recordedAt));
    if (appended.ok) count.recorded += 1;
    return appended;
  };

  let pending: Promise<Result<void, Failure>>[] = [];
  const settle = async (): Promise<Result<void, Failure>> => {
    const settled = await Promise.all(pending);
    pending = [];
    return settled.find(result => !result.ok) ?? ok(undefined);
  };
  for await (const text of lines) {
    if (text === '') continue;
    count.lines += 1;
    const line = parseAccessLogLine(text);
    const kind = line ? readClaim(line, dependencies.expected) : undefined;
    if (!kind) count.unreadable += 1;
    else if (kind.kind === 'other') count.other += 1;
    else if (kind.kind === 'forged') reportForged(kind.forged);
    else pending.push(record(kind.claim));
    if (pending.length < LINES_AT_ONCE) continue;
    const settled = await settle();
    if (!settled.ok) return settled;
  }
  const settled = await settle();
  return settled.ok ? ok({ ...count, forged: forgedCount }) : settled;
};

/** Looks a link up once for all its lines. */
const rememberedLink = (
  links: IssuedLinks,
  remembered: Map<string, RememberedLink>,
  { recordingSid, auditId }: FetchClaim,
): RememberedLink => {
  const name = `${recordingSid} ${auditId}`;
  const earlier = remembered.get(name);
  if (earlier) return earlier;
  const looked = links
    .find(recordingSid, auditId)
    .then(found =>
      found.ok ? ok(found.value && { link: found.value, known: new Set(found.value.fetchEventIds) }) : found,
    );
  const [oldest] = remembered.keys();
  if (remembered.size >= REMEMBERED_LINKS && oldest !== undefined) remembered.delete(oldest);
  remembered.set(name, looked);
  return looked;
};
