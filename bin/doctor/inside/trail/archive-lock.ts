import { GetObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { type CheckResult, green, red } from '../../check.ts';
import { outputOf } from '../../deployed-stack.ts';
import { inside, isNamed } from '../../inside-check.ts';

/** Whether new objects of the archive are locked. */
export const archiveLock = inside({
  id: 'archive-lock',
  title: 'Lock of the archive',
  permissions: ['s3:GetBucketObjectLockConfiguration'],
  run: async stack => {
    const bucket = outputOf(stack, 'AuditArchiveBucketName');
    try {
      const command = new GetObjectLockConfigurationCommand({ Bucket: bucket });
      const { ObjectLockConfiguration: lock } = await stack.clients.s3().send(command);
      const { Mode, Days, Years } = lock?.Rule?.DefaultRetention ?? {};
      if (lock?.ObjectLockEnabled !== 'Enabled' || Mode === undefined) return unlocked(bucket);
      return green(`${Mode.toLowerCase()}, ${Years === undefined ? `${Days} days` : `${Years} years`}`);
    } catch (error) {
      if (isNamed(error, 'ObjectLockConfigurationNotFoundError')) return unlocked(bucket);
      if (isNamed(error, 'NoSuchBucket')) return red(`${bucket} does not exist`, 'docs/operations.md#digest-failed');
      throw error;
    }
  },
});

const unlocked = (bucket: string): CheckResult =>
  red(
    `${bucket} locks no new objects`,
    'Somebody removed the default retention: deploy again, and look in CloudTrail who it was',
  );
