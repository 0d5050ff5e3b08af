import { dynamoDbAuditTrail } from '../../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import { s3ListableArchive } from '../../../lambda/adapters/s3/s3-listable-archive.ts';
import type { VerifyTrailOptions } from '../../../lambda/domain/audit/verify/verify-trail.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { readStackOutputs, type StackOutput } from '../../deployment/stack-outputs.ts';
import type { TableOptions } from '../../deployment/table-options.ts';
import { openOfflineArchive } from './open-offline-archive.ts';
import { fetchPublicKey, readPublicKey } from './public-keys.ts';

export interface VerifySourceOptions {
  readonly archive?: string;
  readonly publicKey?: readonly string[];
  readonly offline?: string;
}

/** What is verified. `names`: of the archive (a bucket or a folder) and of the table, for the result. */
export interface VerifySources extends Pick<VerifyTrailOptions, 'archive' | 'trail' | 'publicKeys'> {
  readonly names: { readonly archive: string; readonly table?: string };
}

/**
 * Opens the archive, the table and the public keys for a verification. A copy is verified without the table.
 * The public keys come from the options or the deployment, never from the archive itself.
 * Throws `UsageError` and `AwsError`. Errors of the SDK are passed on.
 */
export const verifySources = async (options: TableOptions & VerifySourceOptions): Promise<VerifySources> => {
  const given = options.publicKey && (await Promise.all(options.publicKey.map(readPublicKey)));
  if (options.offline !== undefined) {
    const archive = await openOfflineArchive(options.offline);
    return { archive, publicKeys: given ?? [], names: { archive: options.offline } };
  }
  const clients = awsClients(options);
  const outputs: Partial<Record<StackOutput, string>> = await readStackOutputs(options, [
    ...(options.table === undefined ? ['AuditTableName' as const] : []),
    ...(options.archive === undefined ? ['AuditArchiveBucketName' as const] : []),
    ...(given === undefined ? ['AuditSigningKeyArn' as const] : []),
  ]);
  const bucket = options.archive ?? outputs.AuditArchiveBucketName ?? '';
  const table = options.table ?? outputs.AuditTableName ?? '';
  return {
    archive: s3ListableArchive({ client: clients.s3(), bucket }),
    trail: dynamoDbAuditTrail({ client: clients.dynamoDb(), table }),
    publicKeys: given ?? [await fetchPublicKey(clients.kms(), outputs.AuditSigningKeyArn ?? '')],
    names: { archive: `s3://${bucket}`, table },
  };
};
