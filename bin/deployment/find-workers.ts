import { type DynamoDB, paginateQuery } from '@aws-sdk/client-dynamodb';
import { awsFailure } from '../../lambda/adapters/aws/aws-failure.ts';
import { UsageError } from '../terminal/exit-code.ts';
import { awsClients, awsErrorOf } from './aws-clients.ts';
import type { UserArgument } from './sid-arguments.ts';
import { type DeploymentOptions, readStackOutput } from './stack-outputs.ts';

export interface NamedUser {
  readonly client: DynamoDB;
  readonly auditTable: string;
  /** As the identity provider spells it, such as `user@example.com`. */
  readonly name: string;
  /** Only events from this time on. Default: all. */
  readonly since?: Date;
}

/**
 * Yields the SIDs of the workers that had this name in an audit event, each once, the latest first. Only audit events
 * connect a name with a worker, so a user who never asked for a recording has none. Throws `AwsError`.
 */
export async function* findWorkersByName({ client, auditTable, name, since }: NamedUser): AsyncGenerator<string> {
  const seen = new Set<string>();
  try {
    const pages = paginateQuery(
      { client },
      {
        TableName: auditTable,
        IndexName: 'by-name',
        KeyConditionExpression: 'realm_user_id = :name AND event_key >= :since',
        ExpressionAttributeValues: { ':name': { S: name }, ':since': { S: since?.toISOString() ?? '0' } },
        ProjectionExpression: 'worker_sid',
        ScanIndexForward: false,
      },
    );
    for await (const { Items = [] } of pages) {
      for (const { worker_sid } of Items) {
        if (worker_sid?.S === undefined || seen.has(worker_sid.S)) continue;
        seen.add(worker_sid.S);
        yield worker_sid.S;
      }
    }
  } catch (error) {
    throw awsErrorOf(awsFailure('audit', error));
  }
}

/** Returns the worker SID of a user; by name, that of the latest audit event. Throws `UsageError` when there is none. */
export const findWorkerSid = async (options: DeploymentOptions, user: UserArgument): Promise<string> => {
  if (user.by === 'worker') return user.workerSid;
  const auditTable = await readStackOutput(options, 'AuditTableName');
  const workers = findWorkersByName({ client: awsClients(options).dynamoDb(), auditTable, name: user.name });
  for await (const workerSid of workers) return workerSid;
  throw new UsageError(`The audit trail has no event of ${user.name}. Give the worker SID: WK…`);
};
