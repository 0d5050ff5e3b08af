import { UsageError } from '../terminal/exit-code.ts';

type Outputs = ReadonlyMap<string, string>;

/** The outputs that each Twilio account has for itself. Of several accounts, their names end with the account's SID. */
const ACCOUNT_OUTPUTS: readonly string[] = [
  'UrlProviderUrl',
  'RecordingsTableName',
  'RecordingKeys',
  'RecordingStatusCallbackUrl',
  'TaskEventsCallbackUrl',
  'EventStreamsUrl',
];

/**
 * Returns the outputs of a stack as those of one Twilio account. Those of other accounts are left out: without `account`, of a
 * stack with several accounts, all of them. A stack with one account has the same outputs for every account.
 * Throws `UsageError` if the stack does not serve the account.
 */
export const outputsOfAccount = (outputs: Outputs, stack: string, account: string | undefined): Outputs => {
  const accounts = accountsOf(outputs);
  if (!accounts) return outputs;
  if (account !== undefined && !accounts.includes(account)) {
    throw new UsageError(
      `The stack ${stack} does not serve the Twilio account ${account}. Its accounts: ${accounts.join(', ')}`,
    );
  }
  const suffix = account === outputs.get('RootTwilioAccount') ? '' : account;
  const own = ACCOUNT_OUTPUTS.flatMap(name => {
    const value = account === undefined ? undefined : outputs.get(`${name}${suffix}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return new Map([...[...outputs].filter(([name]) => !ACCOUNT_OUTPUTS.includes(name)), ...own]);
};

/** Throws `UsageError` if an output is missing only because the stack has several accounts and none was named. */
export const requireAccount = (
  outputs: Outputs,
  missing: readonly string[],
  { stack, account }: { readonly stack: string; readonly account?: string | undefined },
): void => {
  const accounts = accountsOf(outputs);
  if (account !== undefined || !accounts || !missing.some(name => ACCOUNT_OUTPUTS.includes(name))) return;
  throw new UsageError(
    `The stack ${stack} serves ${accounts.length} Twilio accounts. Say which one: --account AC…, one of ${accounts.join(', ')}`,
  );
};

const accountsOf = (outputs: Outputs): readonly string[] | undefined => outputs.get('TwilioAccounts')?.split(' ');
