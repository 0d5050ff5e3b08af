import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addCallbackRoutes } from '../api/callback-routes.ts';
import type { PlaybackApi } from '../api/playback-api.ts';
import { taskAttributesExample } from '../api/task-attributes-example.ts';
import { UrlProvider } from '../api/url-provider.ts';
import { MediaAttachments } from '../attachment/media-attachments.ts';
import type { AccessAuditTable } from '../audit/access-audit-table.ts';
import { CallEvents } from '../catalog/call-events.ts';
import { RecordingsTable } from '../catalog/recordings-table.ts';
import { TwilioSecret } from '../catalog/twilio-secret.ts';
import {
  type AccountConfig,
  accountConfigs,
  pathPrefix,
  type TwilioAccount,
} from '../config/accounts/twilio-accounts.ts';
import type { PlaybackConfig } from '../config/playback-config.ts';
import type { RecordingsBucket } from '../media/recordings-bucket.ts';
import { AccountScope } from './account-scope.ts';

/** What the accounts of a deployment share. */
export interface SharedParts {
  /** The compiled policies. */
  readonly policies: string;
  readonly audit: AccessAuditTable;
  readonly recordings: RecordingsBucket;
  readonly api: PlaybackApi;
}

/** What each account has for itself. */
export interface AccountParts {
  readonly account: AccountConfig;
  readonly catalog: RecordingsTable;
  readonly urlProvider: UrlProvider;
  /** The address for the `url_provider` of this account's tasks, without a query. */
  readonly urlProviderUrl: string;
  /** Absent if the account has no secret. */
  readonly callEvents: CallEvents | undefined;
  /** Absent if the service does not attach `url_provider` itself. */
  readonly attachments: MediaAttachments | undefined;
}

/**
 * Adds a Twilio account to a deployment: its paths, its functions, its catalog. A function knows one account, and its role
 * reaches the recordings, the secret and the catalog of this account only: that is what separates accounts. An account with
 * `root` has the paths and the logical ids of a deployment with one account.
 */
const addAccount = (deployment: Construct, account: AccountConfig, shared: SharedParts): AccountParts => {
  const scope = account.root ? deployment : new AccountScope(deployment, account.accountSid);
  const { audit, recordings, api, policies } = shared;
  const prefix = pathPrefix(account);
  const catalog = new RecordingsTable(scope, 'RecordingsTable', { indexCount: account.catalogIndexes });
  const urlProvider = new UrlProvider(scope, 'UrlProvider', { config: account, policies });
  audit.grantAppend(urlProvider);
  recordings.grantRead(urlProvider, account.accountSid);
  catalog.grantLookUp(urlProvider);
  catalog.grantFindByGroup(urlProvider);
  api.route('GET', account.root ? ['/', '/sec_rec'] : [`${prefix}/sec_rec`], urlProvider);

  const secret = account.twilioSecretName && new TwilioSecret(scope, 'TwilioSecret', account.twilioSecretName);
  if (secret) secret.grantRead(urlProvider);
  // Forged callbacks can only be detected with the auth token, so without a secret there is no route for callbacks.
  const callEvents = secret
    ? new CallEvents(scope, 'CallbackFunctions', { config: account, secret, catalog })
    : undefined;
  if (callEvents) addCallbackRoutes(scope, api, callEvents.twilioEvents, prefix);

  const urlProviderUrl = `${api.url}${prefix}/sec_rec`;
  const { attachUrlProvider: attach } = account;
  const attachments =
    attach && callEvents
      ? new MediaAttachments(scope, 'AttachmentFunctions', {
          ...{ config: account, attach, urlProviderUrl },
          catalogWriter: callEvents.catalogWriter,
          catalog,
        })
      : undefined;

  new CfnOutput(scope, 'UrlProviderUrl', { value: urlProviderUrl, description: 'The url_provider of a task' });
  new CfnOutput(scope, 'RecordingsTableName', { value: catalog.table.tableName, description: 'The catalog' });
  new CfnOutput(scope, 'TaskAttributesExample', {
    value: taskAttributesExample(Stack.of(scope), urlProviderUrl),
    description: 'Task attributes to paste; put in the SID and the start of the recording',
  });
  recordings.addKeysOutput(scope, account.accountSid);
  return { account, catalog, urlProvider, urlProviderUrl, callEvents, attachments };
};

/** Adds the accounts of the configuration, at least one, in their order. */
export const addAccounts = (
  deployment: Construct,
  config: PlaybackConfig,
  shared: SharedParts,
): [AccountParts, ...AccountParts[]] => {
  const [first, ...others] = accountConfigs(config).map(account => addAccount(deployment, account, shared));
  if (!first) throw new Error('A checked configuration has at least one account');
  if (config.accounts) addAccountOutputs(deployment, config.accounts);
  return [first, ...others];
};

/**
 * Adds the outputs by which the command lines know that a deployment has several accounts, and which one has the outputs
 * without an account's SID in their names.
 */
const addAccountOutputs = (deployment: Construct, accounts: readonly TwilioAccount[]): void => {
  new CfnOutput(deployment, 'TwilioAccounts', {
    value: accounts.map(({ accountSid }) => accountSid).join(' '),
    description: 'The Twilio accounts; the names of their outputs end with the SID',
  });
  const root = accounts.find(account => account.root);
  if (!root) return;
  new CfnOutput(deployment, 'RootTwilioAccount', {
    value: root.accountSid,
    description: 'The account whose outputs have no SID in their names',
  });
};

/** Returns the functions of an account beside its url-provider. */
export const functionsOf = ({ callEvents, attachments }: AccountParts) => [
  ...(callEvents ? [callEvents.twilioEvents, callEvents.catalogWriter] : []),
  ...(attachments ? [attachments.attacher] : []),
];

/** Returns the queues of an account. */
export const queuesOf = ({ callEvents, attachments }: AccountParts) => [
  ...(callEvents ? [callEvents.queue] : []),
  ...(attachments ? [attachments.queue] : []),
];
