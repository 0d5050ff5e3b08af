import { s3AuditArchive } from '../../../../lambda/adapters/s3/s3-audit-archive.ts';
import { windowAt } from '../../../../lambda/domain/audit/chain/event-window.ts';
import { orThrow } from '../../../deployment/or-throw.ts';
import { green, notChecked, red } from '../../check.ts';
import { ageHours, outputOf } from '../../deployed-stack.ts';
import { inside } from '../../inside-check.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** A window of 15 minutes is closed 5 minutes after its end, at the next run of the function, which is 15 minutes later at most. */
const LATE_MINUTES = 45;

/** Whether the audit trail is copied to the archive and signed in time. */
export const chain = inside({
  id: 'chain',
  title: 'Newest digest of the trail',
  after: ['signing-key', 'archive-lock'],
  permissions: ['s3:ListBucket'],
  run: async (stack, { now }) => {
    const archive = s3AuditArchive({ client: stack.clients.s3(), bucket: outputOf(stack, 'AuditArchiveBucketName') });
    const newest = orThrow(await archive.findNewestDigest(windowAt(now().getTime() + DAY_MS)));
    const next = 'docs/operations.md#digest-missed, #digest-failed';
    if (!newest) {
      return ageHours(stack, now()) * 60 < LATE_MINUTES
        ? notChecked('the stack is new: the first digest comes within 45 minutes')
        : red('there is no digest', next);
    }
    const found = `covers the time until ${newest.to}`;
    return now().getTime() - Date.parse(newest.to) > LATE_MINUTES * MINUTE_MS ? red(found, next) : green(found);
  },
});
