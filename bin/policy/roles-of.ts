import { QueryCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { plainItem } from '../../lambda/adapters/dynamodb/plain-item.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { type DeploymentOptions, stackOutput } from '../deployment/stack-outputs.ts';
import { UsageError } from '../terminal/exit-code.ts';

/** A user as the audit trail last saw them. */
export interface KnownUser {
  readonly roles: readonly string[];
  readonly identity: string;
}

const userSchema = z.object({ roles: z.optional(z.array(z.string())), identity: z.optional(z.string()) });

/**
 * Roles are in a Flex token and nowhere else, but each audit event keeps them: the user's latest one tells.
 * Throws `UsageError` when there is none.
 */
export const userFromTrail = async (options: DeploymentOptions, workerSid: string): Promise<KnownUser> => {
  const { Items } = await awsClients(options)
    .dynamoDb()
    .send(
      new QueryCommand({
        TableName: await stackOutput(options, 'AuditTableName'),
        IndexName: 'by-user',
        KeyConditionExpression: 'worker_sid = :worker',
        ExpressionAttributeValues: { ':worker': { S: workerSid } },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
  const latest = Items?.[0] && plainItem(Items[0]);
  if (!latest) {
    throw new UsageError(`The audit trail has no event of ${workerSid}. Say the roles: --role supervisor`);
  }
  const parsed = userSchema.safeParse(latest);
  if (parsed.success) return { roles: parsed.data.roles ?? [], identity: parsed.data.identity ?? '' };
  throw new UsageError(`The latest audit event of ${workerSid} cannot be read. Say the roles: --role supervisor`);
};
