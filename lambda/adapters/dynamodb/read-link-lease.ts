import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { LinkLease } from '../../domain/media/lease/link-lease.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import { type LinkLeaseItem, leaseOf } from './link-lease-item.ts';
import { plainItem } from './plain-item.ts';

const text = z.string();
const texts = z.array(text);
const seconds = z.number().check(z.nonnegative(), z.maximum(8_640_000_000_000));
const time = z.iso.datetime();

/** What a decision or an audit event is made of. Loose: what a later version adds is not lost. */
const leaseSchema = z.looseObject({
  link_hash: text,
  event_id: text,
  recording_sid: text,
  object_key: text,
  object_version: z.optional(text),
  etag: text,
  size_bytes: z.number(),
  encryption: z.optional(z.looseObject({ public_key_sid: text, encrypted_cek: text, iv: text })),
  worker_sid: text,
  identity: text,
  realm_user_id: text,
  roles: texts,
  token_fingerprint: text,
  policy_ids: texts,
  policy_set: text,
  policy_reason: text,
  expires_at: seconds,
  client: z.optional(z.looseObject({ source_ip: text, user_agent: text })),
  opened_at: z.optional(time),
  opening_event_id: z.optional(text),
  opening_request_id: z.optional(text),
  opening_recorded_at: z.optional(time),
  revocation: z.optional(z.looseObject({ at: time, event_id: text, request_id: text, reason: text, tool: text })),
});

/**
 * The lease that an item of the table stands for. Only our functions write leases; of an item that none of them can have
 * written nothing is believed: it fails with `unavailable` and names the attribute.
 */
export const readLinkLease = (item: Readonly<Record<string, AttributeValue>>): Result<LinkLease, Failure> => {
  const plain = plainItem(item);
  const parsed = leaseSchema.safeParse(plain);
  if (parsed.success) return ok(leaseOf(parsed.data as unknown as LinkLeaseItem));
  const attribute = String(parsed.error.issues[0]?.path[0]);
  return fail('unavailable', `links_item_malformed_${attribute}`, new Error(`link_hash ${String(plain['link_hash'])}`));
};
