import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CoveredLink, LinkCoverage } from '../../../domain/media/coverage/link-coverage.ts';
import { type Failure, fail } from '../../../domain/shared/failure.ts';
import type { RecordingSid } from '../../../domain/shared/recording-sid.ts';
import { ok, type Result } from '../../../domain/shared/result.ts';
import { mergedRanges, type Range } from '../../../domain/shared/timeline/merged-ranges.ts';
import { type CallerItem, callerItem, callerOfItem } from '../caller-item.ts';
import { plainItem } from '../plain-item.ts';
import { type Check, isAbsentOr, isDateTime, isFiniteNumber, isListOf, isMapWith, isText } from '../value-checks.ts';
import { isTimelineItem, type TimelineItem, timelineItem, timelineOfItem } from './timeline-item.ts';

/**
 * A coverage as the LinkCoverage table stores it. Besides these attributes, an item has those of the index (`due_shard`,
 * `due_at`), and `deleted_after` when it is on record. A revoked link has an item even if nothing has left with it.
 */
export interface CoverageItem {
  readonly answers: number;
  readonly sent_bytes: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly last_request_id: string;
  /** `0-4194304 8388608-9000000`: the end is not part of a range. A text is a third of a list's size. */
  readonly sent_ranges: string;
  readonly joined_gap_bytes: number;
  readonly size_bytes: number;
  readonly timeline?: TimelineItem;
  readonly link: CoveredLinkItem;
  readonly closed_at?: string;
  readonly revoked_at?: string;
}

interface CoveredLinkItem extends CallerItem {
  readonly event_id: string;
  readonly recording_sid: string;
  readonly policy_ids: readonly string[];
  readonly policy_set: string;
  readonly policy_reason: string;
  readonly source_ip: string;
  readonly user_agent: string;
  readonly object_key: string;
  readonly object_version?: string;
  readonly expires_at: string;
}

const RANGES = /^\d{1,15}-\d{1,15}( \d{1,15}-\d{1,15})*$/;
const isRanges: Check<string> = (value): value is string => isText(value) && RANGES.test(value);

const isLink = isMapWith<CoveredLinkItem>({
  event_id: isText,
  recording_sid: isText,
  account_sid: isAbsentOr(isText),
  worker_sid: isText,
  identity: isText,
  realm_user_id: isText,
  roles: isListOf(isText),
  token_fingerprint: isText,
  policy_ids: isListOf(isText),
  policy_set: isText,
  policy_reason: isText,
  source_ip: isText,
  user_agent: isText,
  object_key: isText,
  object_version: isAbsentOr(isText),
  expires_at: isDateTime,
});

const CHECKS: { readonly [Attribute in keyof CoverageItem]-?: Check<CoverageItem[Attribute]> } = {
  answers: isFiniteNumber,
  sent_bytes: isFiniteNumber,
  first_at: isDateTime,
  last_at: isDateTime,
  last_request_id: isText,
  sent_ranges: isRanges,
  joined_gap_bytes: isFiniteNumber,
  size_bytes: isFiniteNumber,
  timeline: isAbsentOr(isTimelineItem),
  link: isLink,
  closed_at: isAbsentOr(isDateTime),
  revoked_at: isAbsentOr(isDateTime),
};

const isCoverageItem = isMapWith<CoverageItem>(CHECKS);

/** Returns the attributes of a coverage. */
export const coverageItem = (link: CoveredLink, coverage: LinkCoverage): CoverageItem => ({
  answers: coverage.version,
  sent_bytes: coverage.bytes,
  first_at: coverage.firstAt.toISOString(),
  last_at: coverage.lastAt.toISOString(),
  last_request_id: coverage.lastRequestId,
  sent_ranges: coverage.ranges.map(range => range.join('-')).join(' '),
  joined_gap_bytes: coverage.joinedGapBytes,
  size_bytes: coverage.sizeBytes,
  ...(coverage.timeline && { timeline: timelineItem(coverage.timeline) }),
  link: linkItem(link),
});

const linkItem = ({ caller, decision, client, object, ...link }: CoveredLink): CoveredLinkItem => ({
  event_id: link.eventId,
  recording_sid: link.recordingSid,
  ...callerItem(caller),
  policy_ids: decision.policyIds,
  policy_set: decision.policySet,
  policy_reason: decision.reason,
  source_ip: client.sourceIp,
  user_agent: client.userAgent,
  object_key: object.key,
  ...(object.versionId && { object_version: object.versionId }),
  expires_at: link.expiresAt.toISOString(),
});

/** Returns the coverage of an item. */
export const coverageOf = (item: CoverageItem): LinkCoverage => ({
  version: item.answers,
  bytes: item.sent_bytes,
  firstAt: new Date(item.first_at),
  lastAt: new Date(item.last_at),
  lastRequestId: item.last_request_id,
  ranges: mergedRanges(item.sent_ranges.split(' ').map(rangeOf)),
  joinedGapBytes: item.joined_gap_bytes,
  sizeBytes: item.size_bytes,
  ...(item.timeline && { timeline: timelineOfItem(item.timeline) }),
  isClosed: item.closed_at !== undefined,
});

const rangeOf = (text: string): Range => {
  const [from = 0, to = 0] = text.split('-').map(Number);
  return [from, to];
};

/** Returns the link of an item. */
export const coveredLinkOf = (linkHash: string, { link }: CoverageItem): CoveredLink => ({
  linkHash,
  eventId: link.event_id,
  // Copied from a lease, which has a checked SID.
  recordingSid: link.recording_sid as RecordingSid,
  caller: callerOfItem(link),
  decision: { allowed: true, policyIds: link.policy_ids, policySet: link.policy_set, reason: link.policy_reason },
  client: { sourceIp: link.source_ip, userAgent: link.user_agent },
  object: { key: link.object_key, ...(link.object_version && { versionId: link.object_version }) },
  expiresAt: new Date(link.expires_at),
});

/**
 * Reads an item. Returns undefined if nothing has left with the link. An item that none of our functions can have written
 * fails with `unavailable`; the reason names the attribute.
 */
export const readCoverageItem = (
  item: Readonly<Record<string, AttributeValue>>,
): Result<CoverageItem | undefined, Failure> => {
  const plain = plainItem(item);
  if (plain['answers'] === undefined) return ok(undefined);
  if (isCoverageItem(plain)) return ok(plain);
  const attribute = Object.entries<Check<unknown>>(CHECKS).find(([name, check]) => !check(plain[name]))?.[0];
  return fail('unavailable', `coverage_item_malformed_${attribute}`);
};
