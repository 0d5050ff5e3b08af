import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../terminal/exit-code.ts';
import { type AwsOptions, awsClients } from './aws-clients.ts';

/** Which deployment, as the command line says it. */
export interface DeploymentOptions extends AwsOptions {
  readonly stack: string;
}

/** What the deployed stack says about itself; a local stack says the same. */
export type StackOutput =
  | 'AuditTableName'
  | 'RecordingsTableName'
  | 'MediaLinksTableName'
  | 'AuditArchiveBucketName'
  | 'AuditSigningKeyArn';

/**
 * Looks up the stack's outputs, once for all that are needed.
 * Throws `AwsError` when the stack is not there or lacks an output, and what the SDK throws.
 */
export const stackOutputs = async <Name extends StackOutput>(
  options: DeploymentOptions,
  names: readonly Name[],
): Promise<Record<Name, string>> => {
  const client = awsClients(options).cloudFormation();
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

/** One of them. */
export const stackOutput = async (options: DeploymentOptions, name: StackOutput): Promise<string> =>
  (await stackOutputs(options, [name]))[name];
