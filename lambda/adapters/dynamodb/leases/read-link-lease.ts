import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { LinkLease } from '../../../domain/media/lease/link-lease.ts';
import { AUDIO_CONTENT_TYPES, type AudioContentType } from '../../../domain/shared/audio-content-type.ts';
import { type Failure, fail } from '../../../domain/shared/failure.ts';
import { ok, type Result } from '../../../domain/shared/result.ts';
import { isTimelineItem } from '../coverage/timeline-item.ts';
import { isEncryptionItem } from '../encryption-item.ts';
import { plainItem } from '../plain-item.ts';
import {
  type Check,
  isAbsentOr,
  isDateTime,
  isFiniteNumber,
  isListOf,
  isMapWith,
  isSetOf,
  isText,
} from '../value-checks.ts';
import { type LinkLeaseItem, leaseOf } from './link-lease-item.ts';

/** The greatest number of seconds that a JavaScript date can have. */
const MAX_EPOCH_SECONDS = 8_640_000_000_000;

const isEpochSeconds: Check<number> = (value): value is number =>
  isFiniteNumber(value) && value >= 0 && value <= MAX_EPOCH_SECONDS;
const isAudio: Check<AudioContentType> = (value): value is AudioContentType =>
  AUDIO_CONTENT_TYPES.some(type => type === value);
const isClient = isMapWith({ source_ip: isText, user_agent: isText });
const isRevocation = isMapWith({
  at: isDateTime,
  event_id: isText,
  request_id: isText,
  reason: isText,
  tool: isText,
  operator: isAbsentOr(isText),
});
const isIncident = isMapWith({
  id: isText,
  event: isText,
  reason: isText,
  client: isClient,
  at: isDateTime,
  event_id: isText,
  request_id: isText,
});

/** Checks for all attributes that a lease is read from. Other attributes do not matter. */
const CHECKS: { readonly [Attribute in keyof LinkLeaseItem]-?: Check<LinkLeaseItem[Attribute]> } = {
  link_hash: isText,
  event_id: isText,
  recording_sid: isText,
  object_key: isText,
  object_version: isAbsentOr(isText),
  etag: isText,
  size_bytes: isFiniteNumber,
  content_type: isAbsentOr(isAudio),
  timeline: isAbsentOr(isTimelineItem),
  encryption: isAbsentOr(isEncryptionItem),
  account_sid: isAbsentOr(isText),
  worker_sid: isText,
  identity: isText,
  realm_user_id: isText,
  roles: isListOf(isText),
  token_fingerprint: isText,
  policy_ids: isListOf(isText),
  policy_set: isText,
  policy_reason: isText,
  expires_at: isEpochSeconds,
  client: isAbsentOr(isClient),
  opened_at: isAbsentOr(isDateTime),
  opening_event_id: isAbsentOr(isText),
  opening_request_id: isAbsentOr(isText),
  opening_recorded_at: isAbsentOr(isDateTime),
  incidents: isAbsentOr(isListOf(isIncident)),
  recorded_incident_ids: isAbsentOr(isSetOf(isText)),
  revocation: isAbsentOr(isRevocation),
};

const isLeaseItem = isMapWith<LinkLeaseItem>(CHECKS);

/**
 * Returns the lease that an item of the table represents. Only our functions write leases. An item that none of them can
 * have written fails with `unavailable`; the reason names the attribute.
 */
export const readLinkLease = (item: Readonly<Record<string, AttributeValue>>): Result<LinkLease, Failure> => {
  const plain = plainItem(item);
  if (isLeaseItem(plain)) return ok(leaseOf(plain));
  const attribute = Object.entries<Check<unknown>>(CHECKS).find(([name, check]) => !check(plain[name]))?.[0];
  return fail('unavailable', `links_item_malformed_${attribute}`, new Error(`link_hash ${String(plain['link_hash'])}`));
};
