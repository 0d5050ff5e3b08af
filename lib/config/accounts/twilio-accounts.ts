import * as z from 'zod';
import type { PlaybackConfig } from '../playback-config.ts';
import { SECRET_NAME } from '../value-forms.ts';
import { ATTACH_URL_PROVIDER, type AttachUrlProvider } from './attach-url-provider.ts';

/** One of several Twilio accounts that a deployment serves. Subaccounts are accounts of their own. */
export interface TwilioAccount {
  /** `AC…`. */
  readonly accountSid: string;
  /** What the company calls the account, for alarms and messages. Default: none. */
  readonly label?: string | undefined;
  /** Name of the secret with this account's credentials, which no other account may share. As `twilioSecretName` of a single account. */
  readonly twilioSecretName?: string | undefined;
  /** How the service attaches `url_provider` to the tasks of this account. Default: it does not. */
  readonly attachUrlProvider?: AttachUrlProvider | undefined;
  /**
   * Whether the account has the addresses and the catalog of a deployment with `accountSid`: for the account that such a
   * deployment served before. Default: false; the addresses begin with `/accounts/AC…`.
   */
  readonly root: boolean;
}

/** The configuration of one account: the settings that all accounts share, and its own. */
export type AccountConfig = Omit<PlaybackConfig, 'accounts' | 'accountSid'> & TwilioAccount;

/** A stack has at most 500 resources, of which an account with everything has about 50. A test counts them. */
export const MOST_ACCOUNTS = 5;

/** The form of a Twilio account's SID. */
export const ACCOUNT_SID = {
  schema: z.string().regex(/^AC[0-9a-f]{32}$/),
  mustBe: 'must be the Twilio account SID: AC and 32 lower-case hexadecimal digits (Twilio Console, Account Info)',
};

/** The form of a secret's name. */
export const TWILIO_SECRET_NAME = {
  schema: SECRET_NAME.optional(),
  mustBe: 'must be the name (not the ARN, not the content) of a secret in Secrets Manager, such as twilio/flex',
};

/** The values that each key of an account accepts. */
export const ACCOUNT_KEYS = {
  accountSid: ACCOUNT_SID,
  label: {
    schema: z
      .string()
      .regex(/^\w(?:[\w .,&()/-]{0,38}[\w.)])?$/)
      .optional(),
    mustBe: 'must be a name of 1 to 40 letters, digits, spaces and .,&()/-_, such as "Support EU"; it may be left out',
  },
  twilioSecretName: TWILIO_SECRET_NAME,
  attachUrlProvider: ATTACH_URL_PROVIDER,
  root: {
    schema: z.boolean().default(false),
    mustBe: 'must be true (the account keeps the addresses and the catalog of a deployment with accountSid) or false',
  },
} as const;

const ACCOUNT = z.strictObject({
  accountSid: ACCOUNT_KEYS.accountSid.schema,
  label: ACCOUNT_KEYS.label.schema,
  twilioSecretName: ACCOUNT_KEYS.twilioSecretName.schema,
  attachUrlProvider: ACCOUNT_KEYS.attachUrlProvider.schema,
  root: ACCOUNT_KEYS.root.schema,
});

/** The values that `accounts` accepts. `accountListProblems` finds what is wrong with others. */
export const ACCOUNTS = {
  schema: z.array(ACCOUNT).min(1).max(MOST_ACCOUNTS).optional(),
  mustBe: `must be a list of 1 to ${MOST_ACCOUNTS} Twilio accounts, such as [{"accountSid": "AC…", "twilioSecretName": "twilio/eu"}]; for more accounts, deploy another stack (stackName)`,
};

/** Returns the configuration of each account. A deployment with `accountSid` has one, with `root`. */
export const accountConfigs = ({ accounts, accountSid = '', ...shared }: PlaybackConfig): AccountConfig[] =>
  accounts?.map(account => ({ ...shared, ...account })) ?? [{ ...shared, accountSid, root: true }];

/** Returns the beginning of the paths under which an account's requests arrive: the account is chosen by the path alone. */
export const pathPrefix = ({ root, accountSid }: Pick<TwilioAccount, 'root' | 'accountSid'>): string =>
  root ? '' : `/accounts/${accountSid}`;
