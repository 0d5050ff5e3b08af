import type { Permission } from '../iam/role-policy.ts';
import { type Bucket, objectPermission, type S3Call } from './s3-operation.ts';

/** S3's message about a locked version. */
export const LOCKED = 'Access Denied because object protected by object lock.';

const MODE = 'x-amz-object-lock-mode';
const RETAIN_UNTIL = 'x-amz-object-lock-retain-until-date';
const LEGAL_HOLD = 'x-amz-object-lock-legal-hold';

/** Returns the lock headers of a new version by the bucket's default retention. */
export const retentionHeaders = ({ defaultRetention }: Bucket, now: Date): Record<string, string> => {
  if (!defaultRetention) return {};
  const retainUntil = new Date(now.getTime() + defaultRetention.days * 86_400_000).toISOString();
  return { [MODE]: defaultRetention.mode, [RETAIN_UNTIL]: retainUntil };
};

/**
 * Returns whether the lock prevents this deletion. Without a version id, the deletion only adds a marker, which the lock
 * allows. A caller with permission can bypass governance mode explicitly. Nobody can bypass compliance mode or a legal hold.
 */
export const isLocked = (
  call: S3Call,
  versionId: string | undefined,
  allows: (permission: Permission) => boolean,
): boolean => {
  const object = versionId === undefined ? undefined : call.bucket.store.version(call.key, versionId);
  if (object?.headers[LEGAL_HOLD] === 'ON') return true;
  const retainUntilMs = Date.parse(object?.headers[RETAIN_UNTIL] ?? '');
  if (Number.isNaN(retainUntilMs) || retainUntilMs <= Date.now()) return false;
  const asksForBypass = call.request.headers['x-amz-bypass-governance-retention'] === 'true';
  return !(
    object?.headers[MODE] === 'GOVERNANCE' &&
    asksForBypass &&
    allows(objectPermission(call, 's3:BypassGovernanceRetention'))
  );
};
