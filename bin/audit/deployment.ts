import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { AwsError, UsageError } from '../terminal/exit-code.ts';
import { awsClients } from './aws-clients.ts';

/** Where the trail is, as the command line says it. */
export interface DeploymentOptions {
  readonly stack: string;
  readonly table?: string;
  readonly region?: string;
  readonly endpoint?: string;
}

/** What the deployed stack says about itself. */
export type StackOutput = 'AuditTableName' | 'AuditArchiveBucketName' | 'AuditSigningKeyArn';

/** Checks what can be checked without AWS. Throws `UsageError`. */
export const clientsFor = ({ endpoint, region }: DeploymentOptions) => {
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new UsageError(`--endpoint "${endpoint}" is not a URL. Example: --endpoint http://127.0.0.1:4566`);
  }
  return awsClients({ ...(endpoint !== undefined && { endpoint }), ...(region !== undefined && { region }) });
};

/**
 * Looks up the deployed stack's outputs, once for all that are needed.
 * Throws `AwsError` when the stack is not there or lacks an output, and what the SDK throws.
 */
export const stackOutputs = async <Name extends StackOutput>(
  options: DeploymentOptions,
  names: readonly Name[],
): Promise<Record<Name, string>> => {
  const client = clientsFor(options).cloudFormation();
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: options.stack }));
  const outputs = new Map(Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const missing = names.filter(name => !outputs.get(name));
  if (missing.length > 0) {
    throw new AwsError(
      `The stack ${options.stack} has no output ${missing.join(', ')}: name the resources by options.`,
    );
  }
  return Object.fromEntries(names.map(name => [name, outputs.get(name)])) as Record<Name, string>;
};

/** The audit table: the one that was named, else the deployed stack's. */
export const auditTable = async (options: DeploymentOptions): Promise<string> =>
  options.table ?? (await stackOutputs(options, ['AuditTableName'])).AuditTableName;
