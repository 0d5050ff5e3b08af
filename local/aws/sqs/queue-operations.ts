import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';
import { messageBody } from './message-body.ts';
import { createMessage, movedMessage, type Queue, type QueuedMessage } from './queue.ts';
import {
  EMPTY_BATCH,
  invalidParameter,
  RECEIPT_INVALID,
  type SqsError,
  TOO_MANY_ENTRIES,
  unsupported,
} from './sqs-error.ts';

const MAX_BATCH = 10;
const MAX_WAIT_SECONDS = 20;
const MAX_VISIBILITY_SECONDS = 43_200;

type Input = Readonly<Record<string, unknown>>;
type Output = Result<Readonly<Record<string, unknown>>, SqsError>;

/** One call to one queue. */
export interface QueueCall {
  readonly queue: Queue;
  readonly input: Input;
  /** ARN of the caller. */
  readonly sender: string;
  readonly now: () => Date;
  readonly byArn: (arn: string) => Queue | undefined;
}

type QueueOperation = (call: QueueCall) => Output | Promise<Output>;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const sendMessage: QueueOperation = ({ queue, input, sender, now }) => {
  if (input['DelaySeconds'] || input['MessageAttributes'] || input['MessageGroupId']) {
    return err(unsupported('A delay, attribute or group of a message'));
  }
  const body = messageBody(input['MessageBody'], queue.definition.maxMessageBytes);
  if (!body.ok) return body;
  const message = createMessage(body.value, sender, now().getTime());
  queue.add(message);
  return ok({ MessageId: message.messageId, MD5OfMessageBody: md5(message.body) });
};

const receiveMessage: QueueOperation = async ({ queue, input, now, byArn }) => {
  const { definition } = queue;
  const max = wholeNumber(input['MaxNumberOfMessages'] ?? 1, 1, MAX_BATCH);
  const waitSeconds = wholeNumber(input['WaitTimeSeconds'] ?? definition.waitSeconds, 0, MAX_WAIT_SECONDS);
  const visibilitySeconds = wholeNumber(
    input['VisibilityTimeout'] ?? definition.visibilityTimeoutSeconds,
    0,
    MAX_VISIBILITY_SECONDS,
  );
  if (max === undefined || waitSeconds === undefined || visibilitySeconds === undefined) {
    return err(invalidParameter('MaxNumberOfMessages, WaitTimeSeconds or VisibilityTimeout is out of range.'));
  }
  const deadLetter = definition.redrive && byArn(definition.redrive.deadLetterArn);
  const untilMs = now().getTime() + waitSeconds * 1_000;
  for (;;) {
    const nowMs = now().getTime();
    const received = queue.receive({ max, visibilitySeconds, nowMs, deadLetter });
    const asked = [input['MessageSystemAttributeNames'], input['AttributeNames']].flat();
    if (received.length > 0) return ok({ Messages: received.map(message => receivedMessage(message, asked)) });
    if (!(await queue.waitForChange({ nowMs, untilMs }))) return ok({});
  }
};

const receivedMessage = (message: QueuedMessage, asked: readonly unknown[]) => {
  const attributes = {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAtMs),
    SenderId: message.sender,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    ...(message.movedFrom && { DeadLetterQueueSourceArn: message.movedFrom }),
  };
  const shown = Object.entries(attributes).filter(([name]) => asked.includes('All') || asked.includes(name));
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(shown.length > 0 && { Attributes: Object.fromEntries(shown) }),
  };
};

/** An outdated receipt deletes nothing, but the call succeeds. */
const deleteMessage: QueueOperation = ({ queue, input }) => {
  const message = queue.byReceipt(String(input['ReceiptHandle']));
  if (message === 'malformed') return err(RECEIPT_INVALID);
  if (message !== 'outdated') queue.delete(message);
  return ok({});
};

const deleteMessageBatch: QueueOperation = async call => {
  const entries = call.input['Entries'];
  if (!Array.isArray(entries) || entries.length === 0) {
    return err(EMPTY_BATCH);
  }
  if (entries.length > MAX_BATCH) {
    return err(TOO_MANY_ENTRIES);
  }
  const outcomes = await Promise.all(
    entries.map(async entry => ({ Id: String(entry.Id), outcome: await deleteMessage({ ...call, input: entry }) })),
  );
  return ok({
    Successful: outcomes.filter(({ outcome }) => outcome.ok).map(({ Id }) => ({ Id })),
    Failed: outcomes.flatMap(({ Id, outcome }) =>
      outcome.ok
        ? []
        : [
            {
              Id,
              Code: outcome.error.queryCode ?? outcome.error.type,
              Message: outcome.error.message,
              SenderFault: true,
            },
          ],
    ),
  });
};

const getQueueAttributes: QueueOperation = ({ queue, input, now }) => {
  const { definition } = queue;
  const { visible, inFlight } = queue.counts(now().getTime());
  const attributes = {
    QueueArn: definition.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    VisibilityTimeout: String(definition.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(definition.retentionSeconds),
    MaximumMessageSize: String(definition.maxMessageBytes),
    ...(definition.redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: definition.redrive.deadLetterArn,
        maxReceiveCount: definition.redrive.maxReceiveCount,
      }),
    }),
  };
  const asked = [input['AttributeNames']].flat();
  const shown = Object.entries(attributes).filter(([name]) => asked.includes('All') || asked.includes(name));
  return ok(shown.length > 0 ? { Attributes: Object.fromEntries(shown) } : {});
};

/**
 * Moves all visible messages back to the queues that they came from, during the call. (AWS does it later.) A message that was
 * sent directly to this queue stays.
 */
const startMessageMoveTask: QueueOperation = ({ queue, now, byArn }) => {
  const nowMs = now().getTime();
  for (const message of queue.takeVisible(nowMs)) {
    const target = message.movedFrom === undefined ? undefined : byArn(message.movedFrom);
    if (target) target.add(movedMessage(message, queue.definition.arn, nowMs));
    else queue.add(message);
  }
  return ok({ TaskHandle: Buffer.from(queue.definition.arn).toString('base64') });
};

const OPERATIONS: Readonly<Record<string, QueueOperation>> = {
  SendMessage: sendMessage,
  ReceiveMessage: receiveMessage,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  GetQueueAttributes: getQueueAttributes,
  StartMessageMoveTask: startMessageMoveTask,
};

/** Runs an operation. Returns undefined if the local SQS does not support it. */
export const runQueueOperation = (name: string, call: QueueCall): Output | Promise<Output> | undefined =>
  Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name]?.(call) : undefined;

const wholeNumber = (value: unknown, min: number, max: number): number | undefined =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined;
