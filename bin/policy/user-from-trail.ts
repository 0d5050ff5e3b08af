import { QueryCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { plainItem } from '../../lambda/adapters/dynamodb/plain-item.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { type DeploymentOptions, readStackOutput } from '../deployment/stack-outputs.ts';
import { UsageError } from '../terminal/exit-code.ts';

/** The facts about a user in their latest audit event. */
export interface KnownUser {
  readonly roles: readonly string[];
  readonly identity: string;
}

const userSchema = z.object({ roles: z.optional(z.array(z.string())), identity: z.optional(z.string()) });

/**
 * Reads a user's roles and identity from their latest audit event. Besides the Flex token, only audit events hold them.
 * Throws `UsageError` when the user has no event.
 */
export const readUserFromTrail = async (options: DeploymentOptions, workerSid: string): Promise<KnownUser> => {
  const { Items } = await awsClients(options)
    .dynamoDb()
    .send(
      new QueryCommand({
        TableName: await readStackOutput(options, 'AuditTableName'),
        IndexName: 'by-user',
        KeyConditionExpression: 'worker_sid = :worker',
        ExpressionAttributeValues: { ':worker': { S: workerSid } },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
  const latest = Items?.[0] && plainItem(Items[0]);
  if (!latest) {
    throw new UsageError(`The audit trail has no event of ${workerSid}. Name the roles: --role supervisor`);
  }
  const parsed = userSchema.safeParse(latest);
  if (parsed.success) return { roles: parsed.data.roles ?? [], identity: parsed.data.identity ?? '' };
  throw new UsageError(`The latest audit event of ${workerSid} cannot be read. Name the roles: --role supervisor`);
};
