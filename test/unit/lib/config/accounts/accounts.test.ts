import { describe, expect, test } from 'vitest';
import { accountConfigs, pathPrefix } from '../../../../../lib/config/accounts/twilio-accounts.ts';
import { parsePlaybackConfig } from '../../../../../lib/config/parse-playback-config.ts';
import { PlaybackConfigError } from '../../../../../lib/config/playback-config.ts';

const sid = (digit: string) => `AC${digit.repeat(32)}`;
const A = { accountSid: sid('a'), twilioSecretName: 'twilio/a' };
const B = { accountSid: sid('b'), twilioSecretName: 'twilio/b' };
const SHARED = { bucketName: 'recordings' };

const problemsOf = (raw: unknown): readonly string[] => {
  try {
    parsePlaybackConfig(raw);
  } catch (error) {
    if (error instanceof PlaybackConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('several Twilio accounts', () => {
  test('have the shared settings and their own, and paths that begin with the account unless it is the root one', () => {
    const config = parsePlaybackConfig({ ...SHARED, tokenCacheSeconds: 7, accounts: [{ ...A, root: true }, B] });
    const [first, second] = accountConfigs(config);
    expect(first).toMatchObject({ ...SHARED, ...A, tokenCacheSeconds: 7, root: true });
    expect(second).toMatchObject({ ...SHARED, ...B, tokenCacheSeconds: 7, root: false });
    expect([first, second].map(account => account && pathPrefix(account))).toEqual(['', `/accounts/${B.accountSid}`]);
  });

  test('are one account with the root addresses when accountSid is given', () => {
    const [only, ...others] = accountConfigs(parsePlaybackConfig({ ...SHARED, ...A }));
    expect(only).toMatchObject({ ...A, root: true });
    expect(others).toEqual([]);
  });

  test('are all checked at once: malformed and missing values, unknown keys, what two have in common', () => {
    const accounts = [
      { ...A, label: 'EU', root: true },
      { ...A, label: 'EU', root: true },
      { accountSid: 'AC12', twilioSecretName: 'arn:aws:secretsmanager:x', authToken: 'hush' },
      { twilioSecretName: B.twilioSecretName, attachUrlProvider: { workspaceSid: 'WS1', secretName: 'twilio/a' } },
      'AC',
    ];
    const problems = problemsOf({ ...SHARED, accounts });
    expect(problems).toEqual([
      expect.stringMatching(/^accounts\[2\]\.authToken is not a key of an account; the keys are accountSid, /),
      expect.stringMatching(/^accounts\[2\]\.accountSid is "AC12": it must be the Twilio account SID/),
      expect.stringMatching(/^accounts\[2\]\.twilioSecretName is not usable: it must be the name/),
      expect.stringMatching(/^accounts\[3\]\.accountSid is missing: it must be the Twilio account SID/),
      expect.stringMatching(/^accounts\[3\]\.attachUrlProvider is not usable: it must be {"workspaceSid"/),
      expect.stringMatching(/^accounts\[4\] is no object: accounts must be a list of 1 to 5/),
      expect.stringMatching(
        /^accounts\[1\]\.accountSid and accounts\[0\]\.accountSid are the same \("ACa+"\): .*remove/,
      ),
      expect.stringMatching(/^accounts\[1\]\.label and accounts\[0\]\.label are the same \("EU"\): /),
      expect.stringMatching(/^accounts\[1\]\.twilioSecretName and accounts\[0\]\.twilioSecretName are the same: /),
      expect.stringMatching(/^accounts\[1\]\.root and accounts\[0\]\.root are the same \(true\): /),
      expect.stringMatching(
        /^accounts\[3\]\.attachUrlProvider\.secretName and accounts\[0\]\.twilioSecretName are the same: /,
      ),
    ]);
    expect(problems.join()).not.toMatch(/hush|twilio\/a|secretsmanager/);
  });

  test.each([[[]], [{}], ['AC'], [null], [[1, 2, 3, 4, 5, 6].map(digit => ({ accountSid: sid(String(digit)) }))]])(
    'are refused when they are no list of 1 to 5: %j',
    accounts => {
      expect(problemsOf({ ...SHARED, accounts })).toEqual([
        expect.stringMatching(/^accounts (is not a list|has \d entries): it must be a list of 1 to 5 Twilio accounts/),
      ]);
    },
  );

  test.each([
    ['accountSid', sid('c')],
    ['twilioSecretName', 'twilio/c'],
    ['attachUrlProvider', { workspaceSid: `WS${'7'.repeat(32)}`, secretName: 'twilio/attach' }],
  ])('are refused together with %s, which is for one account', (key, value) => {
    expect(problemsOf({ ...SHARED, accounts: [A], [key]: value })).toContainEqual(
      expect.stringMatching(new RegExp(`^${key} is given and accounts is given: .*move it into the account's entry`)),
    );
  });

  test('are refused with object keys that do not contain the account', () => {
    const otherObjectKeys = ['2024/{accountSid}/{recordingSid}', 'old/{recordingSid}.wav'];
    expect(problemsOf({ ...SHARED, accounts: [A, B], objectKeys: ['{recordingSid}'], otherObjectKeys })).toEqual([
      expect.stringMatching(/^accounts is given and objectKeys has "{recordingSid}": without {accountSid}/),
      expect.stringMatching(
        /^accounts is given and otherObjectKeys has "old\/{recordingSid}.wav": without {accountSid}/,
      ),
    ]);
  });

  test.each([
    { delivery: 'stream' },
    { createEncryptionKey: true },
    {
      encryptionKeys: {
        [`CR${'1'.repeat(32)}`]: 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555',
      },
    },
  ])('are refused with streamed links: %j', settings => {
    expect(problemsOf({ ...SHARED, accounts: [A, B], ...settings })).toEqual([
      expect.stringMatching(
        /: streamed links and encrypted recordings work with one account only, so deploy a stack with/,
      ),
    ]);
  });

  test('need a secret each to attach recordings, and another one for that', () => {
    const attachUrlProvider = { workspaceSid: `WS${'7'.repeat(32)}`, secretName: 'twilio/b' };
    expect(problemsOf({ ...SHARED, accounts: [{ accountSid: A.accountSid, attachUrlProvider }] })).toEqual([
      expect.stringMatching(/^accounts\[0\]\.attachUrlProvider is given and accounts\[0\]\.twilioSecretName is not/),
    ]);
    expect(problemsOf({ ...SHARED, accounts: [{ ...B, attachUrlProvider }] })).toEqual([
      expect.stringMatching(/are the same secret: store the API key that may update tasks in a secret of its own/),
    ]);
  });
});
