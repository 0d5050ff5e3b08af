import { expect, test } from 'vitest';
import { outputsOfAccount, requireAccount } from '../../../../bin/deployment/account-outputs.ts';
import { UsageError } from '../../../../bin/terminal/exit-code.ts';

const [ROOT, OTHER, SECRETLESS] = ['a', 'b', 'c'].map(digit => `AC${digit.repeat(32)}`) as [string, string, string];
const several = new Map([
  ['TwilioAccounts', `${ROOT} ${OTHER} ${SECRETLESS}`],
  ['RootTwilioAccount', ROOT],
  ['AuditTableName', 'audit'],
  ['RecordingsTableName', 'root-catalog'],
  ['TaskEventsCallbackUrl', 'https://root'],
  [`RecordingsTableName${OTHER}`, 'other-catalog'],
  [`TaskEventsCallbackUrl${OTHER}`, 'https://other'],
  [`RecordingsTableName${SECRETLESS}`, 'third-catalog'],
]);
const of = (account: string | undefined, name: string) => outputsOfAccount(several, 'Stack', account).get(name);

test('each account has its own outputs, and those of the stack', () => {
  expect(of(ROOT, 'RecordingsTableName')).toBe('root-catalog');
  expect(of(OTHER, 'RecordingsTableName')).toBe('other-catalog');
  expect(of(OTHER, 'AuditTableName')).toBe('audit');
});

test('an account without callbacks does not get the addresses of the root account', () => {
  expect(of(SECRETLESS, 'RecordingsTableName')).toBe('third-catalog');
  expect(of(SECRETLESS, 'TaskEventsCallbackUrl')).toBeUndefined();
});

test('without an account, outputs of accounts are missing, and the message asks for --account and names the accounts', () => {
  expect(of(undefined, 'AuditTableName')).toBe('audit');
  expect(of(undefined, 'RecordingsTableName')).toBeUndefined();
  expect(() => requireAccount(several, ['RecordingsTableName'], { stack: 'Stack' })).toThrow(
    new UsageError(
      `The stack Stack serves 3 Twilio accounts. Say which one: --account AC…, one of ${ROOT}, ${OTHER}, ${SECRETLESS}`,
    ),
  );
  expect(() => requireAccount(several, ['AuditTableName'], { stack: 'Stack' })).not.toThrow();
});

test('an account that the stack does not serve is refused', () => {
  const stranger = `AC${'d'.repeat(32)}`;
  expect(() => of(stranger, 'AuditTableName')).toThrow(`The stack Stack does not serve the Twilio account ${stranger}`);
});

test('a stack with one account has the same outputs whatever account is named', () => {
  const single = new Map([['RecordingsTableName', 'catalog']]);
  expect(outputsOfAccount(single, 'Stack', OTHER)).toBe(single);
  expect(() => requireAccount(single, ['MediaLinksTableName'], { stack: 'Stack' })).not.toThrow();
});
