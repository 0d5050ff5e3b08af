import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../terminal/exit-code.ts';
import { outputsOfAccount, requireAccount } from './account-outputs.ts';
import { awsClients } from './aws-clients.ts';
import type { AwsOptions } from './aws-options.ts';

/** The options that select a deployment. */
export interface DeploymentOptions extends AwsOptions {
  readonly stack: string;
  /** The Twilio account, of a stack with several ones. */
  readonly account?: string | undefined;
}

/** Names of the stack's outputs. A local stack has the same ones. */
export type StackOutput =
  | 'AuditTableName'
  | 'RecordingsTableName'
  | 'MediaLinksTableName'
  | 'LinkCoverageTableName'
  | 'AuditArchiveBucketName'
  | 'AuditSigningKeyArn'
  | 'RecordingsAddress'
  | 'RecordingKeys'
  | 'RecordingStatusCallbackUrl'
  | 'TaskEventsCallbackUrl'
  | 'EventStreamsUrl';

/**
 * Reads the named outputs of the deployed stack, with one request.
 * Throws `UsageError` when the stack has several Twilio accounts and the options name none or another one, and `AwsError`
 * when it has no such output. Errors of the SDK, such as an unknown stack, are passed on.
 */
export const readStackOutputs = async <Name extends StackOutput>(
  options: DeploymentOptions,
  names: readonly Name[],
): Promise<Record<Name, string>> => {
  const outputs = await readExistingOutputs(options);
  const missing = names.filter(name => !outputs.get(name));
  requireAccount(outputs, missing, options);
  if (missing.length > 0) {
    throw new AwsError(
      `The stack ${options.stack} has no output ${missing.join(', ')}. Name the resources with options instead.`,
    );
  }
  return Object.fromEntries(names.map(name => [name, outputs.get(name)])) as Record<Name, string>;
};

/**
 * Reads the outputs of the deployed stack, by name; of several Twilio accounts, those of the account that the options name. A stack of an earlier version has
 * fewer of them.
 */
export const readExistingOutputs = async (options: DeploymentOptions): Promise<ReadonlyMap<string, string>> =>
  (await readStack(options)).outputs;

/** Reads the outputs of the deployed stack, as `readExistingOutputs` does, and when it was created. */
export const readStack = async (options: DeploymentOptions) => {
  const client = awsClients(options).cloudFormation();
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: options.stack }));
  const { Outputs = [], CreationTime: createdAt } = Stacks?.[0] ?? {};
  const outputs: ReadonlyMap<string, string> = new Map(
    Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  return { outputs: outputsOfAccount(outputs, options.stack, options.account), createdAt };
};

/** Reads one output of the deployed stack. Throws as `readStackOutputs` does. */
export const readStackOutput = async (options: DeploymentOptions, name: StackOutput): Promise<string> =>
  (await readStackOutputs(options, [name]))[name];
