import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsClients } from '../../../../bin/deployment/aws-clients.ts';

const folder = mkdtempSync(join(tmpdir(), 'aws-config-'));
const config = join(folder, 'config');
writeFileSync(
  config,
  [
    '[profile audit]\nregion = eu-west-1\naws_access_key_id = AUDITKEY\naws_secret_access_key = secret',
    `[profile program]\nregion = eu-west-2\ncredential_process = ${process.execPath} ${join(folder, 'keys.cjs')}`,
    '[profile device]\nregion = eu-west-3\nrole_arn = arn:aws:iam::123456789012:role/Auditor\nsource_profile = audit\nmfa_serial = arn:aws:iam::123456789012:mfa/kim',
    '[profile stale]\nregion = eu-west-1\nsso_session = company\nsso_account_id = 123456789012\nsso_role_name = Auditor',
    '[sso-session company]\nsso_start_url = https://company.example/start\nsso_region = eu-west-1',
  ].join('\n'),
);
writeFileSync(
  join(folder, 'keys.cjs'),
  'console.log(JSON.stringify({ Version: 1, AccessKeyId: "PROGRAMKEY", SecretAccessKey: "secret" }))',
);
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('HOME', folder);
  for (const name of ['AWS_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

const read = async (options: Parameters<typeof awsClients>[0]) => {
  const { config } = awsClients(options).dynamoDb();
  return { key: (await config.credentials()).accessKeyId, region: await config.region() };
};

describe('--profile', () => {
  test.each([
    ['audit', { key: 'AUDITKEY', region: 'eu-west-1' }],
    ['program', { key: 'PROGRAMKEY', region: 'eu-west-2' }],
  ])('takes credentials and region from the profile %s', async (profile, expected) => {
    expect(await read({ profile })).toEqual(expected);
  });

  test('counts more than the environment', async () => {
    vi.stubEnv('AWS_PROFILE', 'program');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'ENVKEY');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    expect((await read({ profile: 'audit' })).key).toBe('AUDITKEY');
  });

  test('leaves the region to --region', async () => {
    expect(await read({ profile: 'audit', region: 'us-west-2' })).toEqual({ key: 'AUDITKEY', region: 'us-west-2' });
  });

  test('counts for a local stack, too', async () => {
    expect((await read({ profile: 'audit', endpoint: 'http://127.0.0.1:9' })).key).toBe('AUDITKEY');
  });

  test('that does not exist is named in the error', async () => {
    await expect(read({ profile: 'prod' })).rejects.toThrow(/prod/);
  });

  test('without an SSO session says how to sign in', async () => {
    await expect(read({ profile: 'stale' })).rejects.toThrow(/aws sso login/);
  });

  test('that needs a code of a device fails without a terminal, and says so', async () => {
    await expect(read({ profile: 'device' })).rejects.toThrow(/needs a code of the MFA device .*mfa\/kim/);
  });
});

test('AWS_PROFILE is used without --profile', async () => {
  vi.stubEnv('AWS_PROFILE', 'program');
  expect(await read({})).toEqual({ key: 'PROGRAMKEY', region: 'eu-west-2' });
});
