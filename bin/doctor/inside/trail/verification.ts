import { dynamoDbAuditTrail } from '../../../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import type { StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { CHAIN_KEY } from '../../../../lambda/domain/audit/events/chain-event.ts';
import { type CheckResult, green, notChecked, red } from '../../check.ts';
import { ageHours, outputOf } from '../../deployed-stack.ts';
import { inside } from '../../inside-check.ts';

const DAY_MS = 86_400_000;
/** It runs once a day. The alarm TrailVerificationMissed waits as long. */
const LATE_DAYS = 2;
const LOOK_BACK_DAYS = 7;

/** Whether the daily verification of the audit trail runs, and finds nothing. */
export const verification = inside({
  id: 'verification',
  title: 'Daily verification of the trail',
  permissions: ['dynamodb:Query'],
  run: async (stack, { now }) => {
    const trail = dynamoDbAuditTrail({ client: stack.clients.dynamoDb(), table: outputOf(stack, 'AuditTableName') });
    const nowMs = now().getTime();
    const from = new Date(nowMs - LOOK_BACK_DAYS * DAY_MS).toISOString();
    const to = new Date(nowMs + DAY_MS).toISOString();
    let newest: StoredItem | undefined;
    for await (const item of trail.readByRecording(CHAIN_KEY, { from, to })) newest = item;
    if (newest) return judge(newest, nowMs);
    return ageHours(stack, now()) < LATE_DAYS * 24
      ? notChecked('the stack is new: the first verification runs within a day')
      : red(`none in ${LOOK_BACK_DAYS} days`, 'docs/operations.md#trail-verification-missed');
  },
});

const judge = (event: StoredItem, nowMs: number): CheckResult => {
  const occurredAt = String(event['occurred_at']);
  const found = `${event['event']} at ${occurredAt}`;
  if (event['event'] !== 'chain_verified')
    return red(`${found}, ${event['finding_count']} findings`, 'docs/operations.md#trail-broken');
  return nowMs - Date.parse(occurredAt) > LATE_DAYS * DAY_MS
    ? red(found, 'docs/operations.md#trail-verification-missed')
    : green(found);
};
