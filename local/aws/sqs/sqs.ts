import type { QueueDefinition } from '../../template/events/queues.ts';
import { localArn } from '../../template/local-account.ts';
import type { Permission } from '../iam/role-policy.ts';
import type { Answer } from '../protocol/answer.ts';
import { type AwsService, fixedAnswer } from '../protocol/aws-service.ts';
import {
  type JsonCall,
  type JsonProtocol,
  jsonAnswer,
  jsonError,
  jsonRefusal,
  readJsonCall,
} from '../protocol/json-protocol.ts';
import { keepMessages, restoreMessages } from './kept-messages.ts';
import { createQueue, type Queue } from './queue.ts';
import { runQueueOperation } from './queue-operations.ts';
import { QUEUE_DOES_NOT_EXIST, type SqsError, unsupported } from './sqs-error.ts';

const PROTOCOL: JsonProtocol = {
  contentType: 'application/x-amz-json-1.0',
  throttled: 'com.amazonaws.sqs#RequestThrottled',
  internal: 'com.amazonaws.sqs#InternalFailure',
};

/** Operations that need other permissions than the one with their name. Source: AWS, "Service Authorization Reference". */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  DeleteMessageBatch: ['DeleteMessage'],
  StartMessageMoveTask: ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'],
};

/**
 * Starts SQS with the standard queues of the template: visibility timeouts, retention, redrive to a dead-letter queue.
 * Delivers at least once: a message that is not deleted becomes visible again.
 */
export const startSqs = async (options: {
  readonly queues: readonly QueueDefinition[];
  readonly now: () => Date;
  /** Keeps messages in this file while the stack is stopped. Without it: in memory only. */
  readonly path?: string;
}): Promise<AwsService> => {
  const { now, path } = options;
  const queues = options.queues.map(createQueue);
  if (path !== undefined) await restoreMessages(queues, path);
  const byArn = (arn: string): Queue | undefined => queues.find(({ definition }) => definition.arn === arn);
  return {
    signingName: 'sqs',
    refuse: refusal => jsonRefusal(PROTOCOL, refusal),
    close: async () => {
      for (const queue of queues) queue.close();
      if (path !== undefined) await keepMessages(queues, path);
    },
    identify: async request => {
      const call = await readJsonCall(request);
      if (!call) return fixedAnswer(errorAnswer({ type: 'InvalidParameterValue', message: 'The body is not JSON.' }));
      const name = queueNameOf(call);
      if (name === undefined) {
        return fixedAnswer(errorAnswer({ type: 'MissingParameter', message: 'The request must name a queue.' }));
      }
      const queue = queues.find(({ definition }) => definition.queueName === name);
      return {
        name: call.operation,
        needs: permissions(call.operation, queue?.definition.arn ?? localArn('sqs', name)),
        run: async () => {
          if (!queue) return errorAnswer(QUEUE_DOES_NOT_EXIST);
          const { input } = call;
          const sender = request.signature.principal.arn;
          const outcome = await runQueueOperation(call.operation, { queue, input, sender, now, byArn });
          if (!outcome) return errorAnswer(unsupported(call.operation));
          return outcome.ok ? jsonAnswer(PROTOCOL, outcome.value) : errorAnswer(outcome.error);
        },
      };
    },
  };
};

/** Returns the name of a call's queue: the last part of its URL or ARN. */
const queueNameOf = ({ operation, input }: JsonCall): string | undefined => {
  const address = operation === 'StartMessageMoveTask' ? input['SourceArn'] : input['QueueUrl'];
  return typeof address === 'string' ? address.split(/[/:]/).at(-1) : undefined;
};

const permissions = (operation: string, resource: string): Permission[] =>
  (ACTIONS[operation] ?? [operation]).map(action => ({ action: `sqs:${action}`, resource }));

/** The header holds the error's name in the Query protocol. */
const errorAnswer = ({ type, queryCode = type, status = 400, message }: SqsError): Answer => {
  const answer = jsonError(PROTOCOL, { status, type: `com.amazonaws.sqs#${type}`, message });
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${queryCode};Sender` } };
};
