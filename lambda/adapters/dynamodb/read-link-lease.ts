import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { LinkLease } from '../../domain/media/lease/link-lease.ts';
import { AUDIO_CONTENT_TYPES, type AudioContentType } from '../../domain/shared/audio-content-type.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import { type LinkLeaseItem, leaseOf } from './link-lease-item.ts';
import { plainItem } from './plain-item.ts';
import {
  type Check,
  isAbsentOr,
  isDateTime,
  isFiniteNumber,
  isListOf,
  isMapWith,
  isSetOf,
  isText,
} from './value-checks.ts';

/** Beyond this number of seconds JavaScript has no date. */
const MAX_EPOCH_SECONDS = 8_640_000_000_000;

const isEpochSeconds: Check<number> = (value): value is number =>
  isFiniteNumber(value) && value >= 0 && value <= MAX_EPOCH_SECONDS;
const isAudio: Check<AudioContentType> = (value): value is AudioContentType =>
  AUDIO_CONTENT_TYPES.some(type => type === value);
const isClient = isMapWith({ source_ip: isText, user_agent: isText });
const isEncryption = isMapWith({ public_key_sid: isText, encrypted_cek: isText, iv: isText });
const isRevocation = isMapWith({ at: isDateTime, event_id: isText, request_id: isText, reason: isText, tool: isText });
const isIncident = isMapWith({
  id: isText,
  event: isText,
  reason: isText,
  client: isClient,
  at: isDateTime,
  event_id: isText,
  request_id: isText,
});

/** Checks for all attributes that a decision or an audit event is made of. Other attributes do not matter. */
const CHECKS: Readonly<Record<string, Check<unknown>>> = {
  link_hash: isText,
  event_id: isText,
  recording_sid: isText,
  object_key: isText,
  object_version: isAbsentOr(isText),
  etag: isText,
  size_bytes: isFiniteNumber,
  content_type: isAbsentOr(isAudio),
  encryption: isAbsentOr(isEncryption),
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

/**
 * Returns the lease that an item of the table represents. Only our functions write leases. An item that none of them can
 * have written fails with `unavailable`; the reason names the attribute.
 */
export const readLinkLease = (item: Readonly<Record<string, AttributeValue>>): Result<LinkLease, Failure> => {
  const plain = plainItem(item);
  const malformed = Object.entries(CHECKS).find(([attribute, check]) => !check(plain[attribute]));
  if (!malformed) return ok(leaseOf(plain as unknown as LinkLeaseItem));
  const [attribute] = malformed;
  return fail('unavailable', `links_item_malformed_${attribute}`, new Error(`link_hash ${String(plain['link_hash'])}`));
};
