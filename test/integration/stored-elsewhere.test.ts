import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { runProgram } from '../support/program.ts';
import { encryptedVector } from '../support/vectors.ts';
import { waveBytes } from '../support/wav.ts';

const sid = (prefix: string, digit: string) => prefix + digit.repeat(32);
const BUCKET = 'demo-recordings';
const ACCOUNT = sid('AC', '1');
const [PLAIN, ENCRYPTED, UNREADABLE, FOREIGN] = [sid('RE', '1'), sid('RE', '2'), sid('RE', '3'), sid('RE', '4')];
const vector = encryptedVector('rsa2048');
const wave = waveBytes(1_000);
const FILES = [
  { recordingSid: PLAIN, folder: '2024', bytes: wave },
  { recordingSid: ENCRYPTED, folder: '2024', bytes: vector.object, encryption: vector.details },
  { recordingSid: UNREADABLE, folder: '2023', bytes: wave },
  { recordingSid: FOREIGN, folder: '2024', bytes: wave, bucket: 'another-bucket' },
];
const keyOf = ({ recordingSid, folder }: (typeof FILES)[number]) => `${folder}/${ACCOUNT}/${recordingSid}`;

const stack = useEncryptedStack({
  playback: { accountSid: ACCOUNT, bucketName: BUCKET, otherObjectKeys: ['2024/{accountSid}/{recordingSid}'] },
  twilioRecordings: FILES.map(file => ({
    sid: file.recordingSid,
    callSid: `CA${file.recordingSid.slice(2)}`,
    startedAt: new Date('2026-11-24T02:50:00Z'),
    durationSeconds: 30,
    channels: 1,
    mediaUrl: `https://${file.bucket ?? BUCKET}.s3.us-east-1.amazonaws.com/${keyOf(file)}`,
    ...(file.encryption && { encryption: file.encryption }),
  })),
});

let folder: string;
let backfilled: Awaited<ReturnType<typeof runProgram>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stored-elsewhere-'));
  const { aws, twilio } = stack.description;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({ endpoint: aws, region: 'us-east-1', credentials, forcePathStyle: true });
  for (const file of FILES) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: keyOf(file), Body: file.bytes }));
  s3.destroy();
  backfilled = await runProgram([
    ...['bin/flex-catalog.js', 'backfill', '--since', '2026-01-01', '--json', '--notes', join(folder, 'notes.json')],
    ...['--endpoint', aws, '--twilio-base-url', twilio, '--account', ACCOUNT, '--secret', 'twilio/flex'],
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

const bytesAt = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());

describe('a backfill', () => {
  test("keeps the keys of Twilio's addresses that the functions may read, and no others", async () => {
    const entries = await Promise.all(FILES.map(file => stack.operator.catalogued(file.recordingSid)));
    expect(entries.map(entry => entry?.['object_key'])).toEqual([
      `2024/${ACCOUNT}/${PLAIN}`,
      `2024/${ACCOUNT}/${ENCRYPTED}`,
      undefined,
      undefined,
    ]);
    const [demo] = stack.description.recordings;
    expect(await stack.operator.catalogued(demo?.sid ?? '')).toMatchObject({ object_key: `${ACCOUNT}/${demo?.sid}` });
  });

  test('names the places of the others and what to do, and ends with 0', () => {
    expect(JSON.parse(backfilled.stdout).counts).toMatchObject({ elsewhere: 2, skipped: 0 });
    expect(backfilled.status).toBe(0);
    const bucket = `https://${BUCKET}.s3.us-east-1.amazonaws.com`;
    expect(backfilled.stderr).toContain(
      `${UNREADABLE}: Twilio stored it at ${bucket}/2023/{accountSid}/{recordingSid}: ` +
        'the functions may not read this key; add "2023/{accountSid}/{recordingSid}" to otherObjectKeys, deploy',
    );
    expect(backfilled.stderr).toContain(`${FOREIGN}: Twilio stored it at https://another-bucket.s3.us-east-1`);
  });
});

describe('a recording under a key that is not tried', () => {
  test('plays from S3 when the catalog has its key, and the audit trail has the key', async () => {
    const link = await stack.link(PLAIN);
    expect(new URL(link).pathname).toMatch(new RegExp(`/2024/${ACCOUNT}/${PLAIN}$`));
    expect(await bytesAt(link)).toEqual(Buffer.from(wave));
    expect((await stack.trail()).at(-1)).toMatchObject({
      event: 'link_issued',
      object_key: `2024/${ACCOUNT}/${PLAIN}`,
    });
  });

  test('is decrypted from there when Twilio encrypted it', async () => {
    const audio = await bytesAt(await stack.link(ENCRYPTED));
    expect(createHash('sha256').update(audio).digest('hex')).toBe(vector.plaintextSha256);
  });

  test.each([UNREADABLE, FOREIGN])('is not found when the catalog does not have its key (%s)', async recordingSid => {
    expect((await stack.ask(recordingSid)).status).toBe(404);
  });
});
