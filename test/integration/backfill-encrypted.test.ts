import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_SECRET_NAME } from '../../local/demo/account.ts';
import { ENCRYPTION_SPELLINGS, type EncryptionSpelling } from '../../local/twilio/encryption-spelling.ts';
import type { TwilioRecording } from '../../local/twilio/recording-resource.ts';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { runProgram } from '../support/program.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf, sha256 } from '../support/responses.ts';
import { encryptedVector } from '../support/vectors.ts';

const SPELLINGS = Object.keys(ENCRYPTION_SPELLINGS) as EncryptionSpelling[];
const CASES = SPELLINGS.flatMap(spelling => (['unaligned', 'rsa4096'] as const).map(name => ({ spelling, name })));

const recording = (name: string, day: string): TwilioRecording => ({
  sid: freshSid(name),
  callSid: freshSid(name).replace('RE', 'CA'),
  startedAt: new Date(`${day}T09:00:00Z`),
  durationSeconds: 13,
  channels: 1,
});
const readable: TwilioRecording[] = CASES.map(({ spelling, name }) => ({
  ...recording(`${spelling} ${name}`, '2020-03-05'),
  encryption: encryptedVector(name).details,
  encryptionSpelling: spelling,
}));
const unreadable = {
  ...recording('unreadable', '2020-04-07'),
  encryption: { ...encryptedVector('unaligned').details, iv: '' },
};

const stack = useEncryptedStack({ twilioRecordings: [...readable, unreadable] });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backfill-encrypted-'));
  for (const { spelling, name } of CASES) {
    await stack.operator.store(freshSid(`${spelling} ${name}`), encryptedVector(name).object);
  }
  await stack.operator.store(unreadable.sid, encryptedVector('unaligned').object);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const backfill = (since: string, until: string, ...more: string[]) => {
  const { aws, twilio, accountSid, tables } = stack.description;
  return runProgram([
    'bin/flex-catalog.js',
    ...['backfill', '--since', since, '--until', until, '--notes', join(folder, 'notes.json'), ...more],
    ...['--endpoint', aws, '--table', tables.recordings, '--account', accountSid, '--secret', DEMO_SECRET_NAME],
    ...['--twilio-base-url', twilio],
  ]);
};

describe('a backfill of encrypted recordings', () => {
  test('stores the details in each of Twilio’s spellings', async () => {
    const { status, stdout, stderr } = await backfill('2020-03-01', '2020-03-31', '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      counts: { listed: CASES.length, written: CASES.length, encrypted: CASES.length, unreadable: 0 },
    });
    for (const { spelling, name } of CASES) {
      expect(await stack.operator.catalogued(freshSid(`${spelling} ${name}`))).toMatchObject({
        encryption: ENCRYPTION_SPELLINGS.callback(encryptedVector(name).details),
      });
    }
  });

  test.each(CASES)(
    'makes a recording playable when Twilio spells its details as $spelling ($name)',
    async ({ spelling, name }) => {
      const response = await fetch(await stack.link(freshSid(`${spelling} ${name}`)));
      expect(response.status).toBe(200);
      expect(sha256(await bytesOf(response))).toBe(encryptedVector(name).plaintextSha256);
    },
  );

  test('names the recordings whose details cannot be read, and ends with 1', async () => {
    const { status, stdout, stderr } = await backfill('2020-04-01', '2020-04-30');
    expect(status).toBe(1);
    expect(stderr).toContain(`${unreadable.sid}: the encryption details cannot be read`);
    expect(stdout).not.toContain('complete');
    expect(stdout).toMatch(/encrypted, details unreadable\s+1[\s\S]*cannot be played/);
    const answer = await stack.ask(unreadable.sid);
    expect([answer.status, answer.body.error?.code]).toEqual([409, 'recording_key_unknown']);
  });
});
