import { createHash, type KeyObject } from 'node:crypto';
import { digestKey } from '../../../lambda/domain/audit/chain/archive-key.ts';
import type { Finding } from '../../../lambda/domain/audit/verify/finding.ts';
import type { Verification } from '../../../lambda/domain/audit/verify/verify-trail.ts';
import type { VerifySources } from './verify-sources.ts';

/** Version of the document's format. */
const VERIFY_FORMAT = 1;

/** What the document says besides the result. */
export interface VerifyCircumstances extends Pick<VerifySources, 'publicKeys' | 'names'> {
  readonly verifiedAt: Date;
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly searchHidden: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Returns the result of a verification as one JSON document, to be stored as evidence. docs/audit-trail.md describes its
 * members. `verified` is true only if the exit code is 0.
 */
export const verifyDocument = (verification: Verification, circumstances: VerifyCircumstances): object => {
  const { range, head, digests, events, late, lateKeys, expired, notDigestedYet } = verification;
  const { verifiedAt, since, until, searchHidden, publicKeys, names, findings } = circumstances;
  return {
    format: VERIFY_FORMAT,
    verified: range !== undefined && findings.length === 0,
    verified_at: verifiedAt.toISOString(),
    checked: {
      ...names,
      hidden_items: names.table !== undefined && searchHidden,
      public_keys_sha256: publicKeys.map(fingerprint),
    },
    period: {
      asked: { ...(since && { since: since.toISOString() }), ...(until && { until: until.toISOString() }) },
      ...(range && { from: range.first.from, to: range.last.to, archive_begins: range.oldest.from }),
    },
    counts: { digests, events, late, expired, not_digested_yet: notDigestedYet, findings: findings.length },
    newest_digest: head
      ? { key: digestKey(head.window), from: head.window.from, to: head.window.to, sha256: head.sha256 }
      : null,
    late_items: lateKeys.map(({ recording_sid, event_key }) => ({ recording_sid, event_key })),
    findings,
  };
};

/** Returns the SHA-256 of a public key in DER (SubjectPublicKeyInfo), which is what KMS returns. */
const fingerprint = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
