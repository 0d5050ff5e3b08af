import { setTimeout as sleep } from 'node:timers/promises';
import { dynamoDbAuditTrail } from '../../../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import type { StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { green, notChecked, red } from '../../check.ts';
import { type DeployedStack, outputOf } from '../../deployed-stack.ts';
import type { Examination } from '../../examination.ts';
import { inside } from '../../inside-check.ts';

/** Covers a clock of this computer that is wrong. */
const AROUND_MS = 3_600_000;
/** The read is not strongly consistent, so it may be a moment behind the write. */
const TRIES = 5;
const PAUSE_MS = 400;

/** Whether the play of this run is on record, in the table of this stack. */
export const auditEvent = inside({
  id: 'audit-event',
  title: 'Audit event of this play',
  needs: ['token', 'recording'],
  after: ['recording'],
  permissions: ['dynamodb:Query'],
  run: async (stack, examination) => {
    const answer = await examination.answerWithToken();
    const requestId = answer.ok && answer.value.headers.get('apigw-requestid');
    if (!requestId) return notChecked('the answer has no request id: a proxy removes the header apigw-requestid');
    const event = await findEvent(stack, { ...examination, requestId, at: answer.value.sentAt });
    return event
      ? green(`${event['event']}, event_id ${event['event_id']}`)
      : red(
          `the audit table of ${stack.options.stack} has no event with the request id ${requestId}`,
          'The address belongs to another deployment: compare --url with the output UrlProviderUrl of the stack. If it is the same one, release nothing until this is explained',
        );
  },
});

const findEvent = async (
  stack: DeployedStack,
  { recordingSid = '', requestId, at }: Pick<Examination, 'recordingSid'> & { requestId: string; at: Date },
): Promise<StoredItem | undefined> => {
  const trail = dynamoDbAuditTrail({ client: stack.clients.dynamoDb(), table: outputOf(stack, 'AuditTableName') });
  const [from, to] = [-AROUND_MS, AROUND_MS].map(offset => new Date(at.getTime() + offset).toISOString());
  for (let tries = 1; tries <= TRIES; tries++) {
    for await (const item of trail.readByRecording(recordingSid, { from: from ?? '', to: to ?? '' }))
      if (item['request_id'] === requestId) return item;
    await sleep(PAUSE_MS);
  }
  return undefined;
};
