import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditCli } from '../support/audit-cli.ts';
import { archive, played, stack, useDigestedPlay } from '../support/digested-play.ts';

useDigestedPlay();

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  for (const name of await archive.keys('')) {
    mkdirSync(dirname(join(folder, 'copy', name)), { recursive: true });
    writeFileSync(join(folder, 'copy', name), await archive.read(name));
  }
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const kms = new KMSClient({ region: 'us-east-1', endpoint: stack.description.aws, credentials });
  const { PublicKey = new Uint8Array() } = await kms.send(
    new GetPublicKeyCommand({ KeyId: stack.description.auditArchive.signingKeyArn }),
  );
  kms.destroy();
  writeFileSync(join(folder, 'key.b64'), Buffer.from(PublicKey).toString('base64'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (endpoint: string, question: Readonly<Record<string, string>>) => {
  const url = new URL(stack.description.desk);
  return fetch(new URL(`/api/${endpoint}?${new URLSearchParams(question)}`, url), {
    headers: { authorization: `Bearer ${url.searchParams.get('token')}` },
  });
};
const saveReport = async (question: Readonly<Record<string, string>>) => {
  const response = await ask('report', question);
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="evidence-\d{4}-\d\d-\d\d\.html"$/,
  );
  writeFileSync(join(folder, 'report.html'), await response.text());
};
const verifyReport = (...more: string[]) =>
  auditCli('verify-report', join(folder, 'report.html'), '--public-key', join(folder, 'key.b64'), ...more);

describe('an evidence report of the desk', () => {
  test('with attached files is verified without AWS and without the archive', async () => {
    await saveReport({ q: played.recording_sid, attach: '1' });
    expect(await verifyReport()).toMatchObject({ code: 0, stdout: expect.stringContaining('Proved events: 2') });
    const { stdout } = await verifyReport('--json');
    expect(JSON.parse(stdout)).toMatchObject({ proved: 2, unproved: 0, findings: [] });
  });

  test('without attached files is verified with a copy of the archive, and is not without', async () => {
    await saveReport({ q: played.recording_sid });
    expect(await verifyReport()).toMatchObject({ code: 1, stdout: expect.stringContaining('MISSING events/') });
    expect(await verifyReport('--offline', join(folder, 'copy'))).toMatchObject({ code: 0 });
  });

  test('is refused for a search without events, with the reason', async () => {
    const response = await ask('report', { q: `RE${'9'.repeat(32)}` });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('nothing to report');
  });

  test('is needed by verify-report, which ends with 2 for any other file', async () => {
    const key = join(folder, 'key.b64');
    expect(await auditCli('verify-report', key, '--public-key', key)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not an evidence report'),
    });
  });
});

describe('the desk', () => {
  test('exports all events of a search as CSV and JSON', async () => {
    const answer = await ask('export', { q: played.recording_sid, format: 'json' });
    const json = (await answer.json()) as unknown[];
    expect(json).toHaveLength(2);
    expect(json[1]).toEqual(played);
    const csv = await (await ask('export', { q: played.recording_sid, format: 'csv' })).text();
    expect(csv.trimEnd().split('\r\n')).toHaveLength(3);
  });

  test('verifies the trail on demand, and remembers the result', async () => {
    const lines = (await (await ask('verify', { since: '1h' })).text()).trimEnd().split('\n');
    const result = { digests: expect.any(Number), events: 2, findings: 0 };
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ result });
    expect(await (await ask('chain', {})).json()).toMatchObject({
      newest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      verified: result,
    });
  });

  test('says of a recording that nobody knows that there is nothing', async () => {
    expect(await (await ask('listening', { q: `RE${'9'.repeat(32)}` })).json()).toEqual({
      ...{ links: [], isComplete: true, hasEvents: false },
    });
    expect(await (await ask('listening', { q: played.recording_sid })).json()).toMatchObject({
      links: [expect.anything(), expect.objectContaining({ who: played.realm_user_id, text: 'still open' })],
      facts: { restricted: false },
    });
  });
});
