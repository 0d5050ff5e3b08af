import type { Permission } from '../iam/role-policy.ts';
import { type Bucket, onObject, type S3Call } from './s3-operation.ts';

/** S3's words for a version that may not be removed yet. */
export const LOCKED = 'Access Denied because object protected by object lock.';

const MODE = 'x-amz-object-lock-mode';
const RETAIN_UNTIL = 'x-amz-object-lock-retain-until-date';

/** What a bucket's default retention puts on a new version. */
export const retentionHeaders = ({ defaultRetention }: Bucket, now: Date): Record<string, string> => {
  if (!defaultRetention) return {};
  const retainUntil = new Date(now.getTime() + defaultRetention.days * 86_400_000).toISOString();
  return { [MODE]: defaultRetention.mode, [RETAIN_UNTIL]: retainUntil };
};

/**
 * Whether a version is locked against this removal. Without a version id only a marker is added, which the lock allows.
 * Governance can be bypassed by who asks for it and may; compliance by nobody, the administrator included.
 */
export const isLocked = (
  call: S3Call,
  versionId: string | undefined,
  allows: (permission: Permission) => boolean,
): boolean => {
  const object = versionId === undefined ? undefined : call.bucket.store.version(call.key, versionId);
  const retainUntilMs = Date.parse(object?.headers[RETAIN_UNTIL] ?? '');
  if (Number.isNaN(retainUntilMs) || retainUntilMs <= Date.now()) return false;
  const asksForBypass = call.request.headers['x-amz-bypass-governance-retention'] === 'true';
  return !(
    object?.headers[MODE] === 'GOVERNANCE' &&
    asksForBypass &&
    allows(onObject(call, 's3:BypassGovernanceRetention'))
  );
};
