import type { Command } from 'commander';
import { withAwsOptions } from '../deployment/aws-options.ts';
import { defaultStack } from '../deployment/default-stack.ts';
import { workspaceSidArgument } from '../deployment/sid-arguments.ts';
import { type DeploymentOptions, readStackOutputs } from '../deployment/stack-outputs.ts';
import {
  readCdkContext,
  readTwilioAccountCredentials,
  restAccess,
  type TwilioAccountOptions,
} from '../deployment/twilio-account.ts';
import { UsageError } from '../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../terminal/format-option.ts';
import { readAccount } from './account-snapshot.ts';
import type { DeploymentExpectations } from './plan-settings.ts';
import { twilioClient } from './twilio-client.ts';

/** The options that every `flex` command has: which deployment, and which Twilio account. */
export interface FlexOptions extends DeploymentOptions, TwilioAccountOptions, FormatOption {
  readonly bucket?: string;
  readonly workspace?: string;
  readonly twilioBaseUrl?: string;
}

/** Adds the options of `FlexOptions` to a command. */
export const withFlexOptions = (command: Command): Command =>
  withAwsOptions(withFormat(command))
    .option('--stack <name>', 'the deployed stack whose outputs are the wanted addresses', defaultStack())
    .option('--account <AC…>', 'the Twilio account (default: accountSid in cdk.json)')
    .option('--secret <name>', 'the secret with its credentials (default: twilioSecretName in cdk.json)')
    .option('--workspace <WS…>', 'the TaskRouter workspace (default: the one that Flex uses)')
    .option('--bucket <name>', 'the bucket with the recordings (default: bucketName in cdk.json)')
    .option('--twilio-base-url <url>', "address of a local stack's Twilio (default: Twilio's own hosts)");

/** Reads the deployment and the account, at the same time. Throws `UsageError`, `AwsError` or `TwilioError`. */
export const openAccount = async (options: FlexOptions) => {
  checkOptions(options);
  const [outputs, { accountSid, credentials }] = await Promise.all([
    readStackOutputs(options, ['TaskEventsCallbackUrl', 'RecordingStatusCallbackUrl', 'EventStreamsUrl']),
    readTwilioAccountCredentials(options),
  ]);
  const configured = readCdkContext();
  const bucketName = options.bucket ?? configured['bucketName'];
  const expected: DeploymentExpectations = {
    taskEventsCallbackUrl: outputs.TaskEventsCallbackUrl,
    recordingStatusCallbackUrl: outputs.RecordingStatusCallbackUrl,
    eventStreamsUrl: outputs.EventStreamsUrl,
    bucketName: typeof bucketName === 'string' ? bucketName : undefined,
    publicKeySids: Object.keys(Object(configured['encryptionKeys'])),
  };
  const client = twilioClient(restAccess(accountSid, credentials), options.twilioBaseUrl);
  const account = await readAccount(client, { accountSid }, options.workspace);
  return { accountSid, credentials, client, account, expected };
};

const checkOptions = ({ workspace, twilioBaseUrl }: FlexOptions): void => {
  if (workspace !== undefined) workspaceSidArgument(workspace);
  if (
    twilioBaseUrl !== undefined &&
    !(URL.canParse(twilioBaseUrl) && /^https?:$/.test(new URL(twilioBaseUrl).protocol))
  )
    throw new UsageError(
      `--twilio-base-url "${twilioBaseUrl}" is not an http or https URL. Example: --twilio-base-url http://127.0.0.1:8080`,
    );
};
