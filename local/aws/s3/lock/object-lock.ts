import type { Permission } from '../../iam/role-policy.ts';
import type { Answer } from '../../protocol/answer.ts';
import { type Bucket, objectPermission, type S3Call } from '../s3-operation.ts';
import { s3Error } from '../s3-xml.ts';

/** S3's message about a locked version. */
export const LOCKED = 'Access Denied because object protected by object lock.';

const MODE = 'x-amz-object-lock-mode';
const RETAIN_UNTIL = 'x-amz-object-lock-retain-until-date';
/** The header, and the stored header, with `ON` or `OFF`. */
export const LEGAL_HOLD = 'x-amz-object-lock-legal-hold';

/** Returns the refusal of a call about locks in a bucket that has no Object Lock. */
export const withoutLock = ({ objectLock, defaultRetention }: Bucket): Answer | undefined =>
  objectLock || defaultRetention
    ? undefined
    : s3Error(400, 'InvalidRequest', 'Bucket is missing Object Lock Configuration');

/** Returns whether an upload asks for a lock of its own. */
export const asksForLock = ({ request: { headers } }: S3Call): boolean =>
  Object.keys(headers).some(name => name.startsWith('x-amz-object-lock-'));

/** Returns the lock headers of a new version by the bucket's default retention. */
export const retentionHeaders = ({ defaultRetention }: Bucket, now: Date): Record<string, string> => {
  if (!defaultRetention) return {};
  const retainUntil = new Date(now.getTime() + defaultRetention.days * 86_400_000).toISOString();
  return { [MODE]: defaultRetention.mode, [RETAIN_UNTIL]: retainUntil };
};

/** Returns the permissions for the lock headers of an upload, in addition to that for the upload itself. */
export const lockPermissions = (call: S3Call): Permission[] => {
  const { headers } = call.request;
  const [mode, hold] = [headers[MODE] ?? headers[RETAIN_UNTIL], headers[LEGAL_HOLD]];
  return [
    ...(mode === undefined ? [] : [objectPermission(call, 's3:PutObjectRetention')]),
    ...(hold === undefined ? [] : [objectPermission(call, 's3:PutObjectLegalHold')]),
  ];
};

/** Returns whether the caller may see this stored header: S3 shows locks only to callers who may read them. */
export const maySeeHeader = (call: S3Call, name: string, allows: (permission: Permission) => boolean): boolean => {
  if (name === LEGAL_HOLD) return allows(objectPermission(call, 's3:GetObjectLegalHold'));
  return (name !== MODE && name !== RETAIN_UNTIL) || allows(objectPermission(call, 's3:GetObjectRetention'));
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
