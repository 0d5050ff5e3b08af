import { request } from 'node:http';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, describe, expect, test } from 'vitest';
import { auditCli } from '../support/audit-cli.ts';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { auditTrail } from '../support/playback-client.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf } from '../support/responses.ts';
import { until } from '../support/until.ts';
import { wavFile } from '../support/wav.ts';

/** Four seconds of silence. */
const RECORDING = wavFile([Array.from({ length: 32_000 }, () => 0)]);
const SIZE = RECORDING.length;
/** The name that the local stack gives the bucket of the access log. */
const LOG_BUCKET = 'flexsecureplayback-recordingsaccesslog-local';
const stack = useEncryptedStack({ playback: { createBucket: true } });

let client: S3Client | undefined;
const s3 = (): S3Client => {
  client ??= new S3Client({
    endpoint: stack.description.aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });
  return client;
};
afterAll(() => client?.destroy());

const linkTo = async (name: string) => {
  const sid = freshSid(name);
  await stack.operator.store(sid, RECORDING);
  const url = await stack.link(sid);
  return { sid, url, auditId: new URL(url).searchParams.get('x-audit-id') ?? '' };
};
const fetchedFrom = (url: string, localAddress: string, range: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(url, { localAddress, headers: { range, 'user-agent': 'a "quoted" agent' } }, response => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
const fetches = async (sid: string) => {
  const trail = await auditTrail(stack.description);
  return trail.filter(event => event.recording_sid === sid && event.event === 'media_fetched');
};
const lines = (outcome: string) =>
  stack.logged.flatMap(line => {
    const [, name, json = ''] = /^(\S*AccessLogReader\S*) (\{.*\})$/.exec(line) ?? [];
    const parsed = name ? JSON.parse(json) : {};
    return parsed.outcome === outcome ? [parsed] : [];
  });

describe('a recording that is fetched with a link of S3', () => {
  test('is on record with its range of bytes and its client a moment later', async () => {
    const { sid, url, auditId } = await linkTo('half heard');
    const half = await fetch(url, { headers: { range: `bytes=0-${SIZE / 2 - 1}`, 'user-agent': 'player/1' } });
    expect([half.status, (await bytesOf(half)).length]).toEqual([206, SIZE / 2]);
    const [event, ...others] = await until(
      () => fetches(sid),
      found => found.length > 0,
    );
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      link_event_id: auditId,
      bytes: SIZE / 2,
      object_bytes: SIZE,
      heard_seconds: 2,
      recording_seconds: 4,
      source_ip: '127.0.0.1',
      user_agent: 'player/1',
      delivery: 's3',
    });
    // The log does not contain the range.
    for (const name of ['heard_ranges', 'other_address']) expect(event).not.toHaveProperty(name);
    const issued = (await auditTrail(stack.description)).find(({ event_id }) => event_id === auditId);
    expect(event).toMatchObject({ worker_sid: issued?.worker_sid, policy_ids: issued?.policy_ids });
    expect(issued).toMatchObject({ access_logged: true, object_bytes: SIZE, recording_seconds: 4 });

    const { stdout } = await auditCli('by-recording', sid, '--heard', '--endpoint', stack.description.aws);
    expect(stdout).toMatch(/heard at most 0:02 of 0:04 \(50 %\), still open +.*about 0:00–0:02/);
  });

  test('says that a link was used from another address', async () => {
    const { sid, url } = await linkTo('given away');
    expect(await fetchedFrom(url, '127.0.0.2', 'bytes=0-999')).toBe(206);
    const [event] = await until(
      () => fetches(sid),
      found => found.length > 0,
    );
    expect(event).toMatchObject({ source_ip: '127.0.0.2', user_agent: 'a "quoted" agent', other_address: true });
  });

  test('is not taken for heard when somebody signs a foreign audit id with access of their own', async () => {
    const { sid, url, auditId } = await linkTo('forged');
    const Key = decodeURIComponent(new URL(url).pathname).split('/').slice(2).join('/');
    const command = new GetObjectCommand({ Bucket: stack.description.bucket, Key });
    command.middlewareStack.add(
      next => args => {
        Object.assign((args.request as { query: object }).query, { 'x-audit-id': auditId });
        return next(args);
      },
      { step: 'build' },
    );
    expect((await fetch(await getSignedUrl(s3(), command))).status).toBe(200);
    const [line] = await until(
      () => lines('forged_audit_id').filter(({ recording_sid }) => recording_sid === sid),
      found => found.length > 0,
    );
    expect(line).toMatchObject({ reason: 'other_signer', audit_id: auditId });
    expect(await fetches(sid)).toEqual([]);
  });
});

test('no signature of the log is in the trail or in a log line of the function', async () => {
  const text = await wholeLog();
  expect(text).toContain('X-Amz-Signature=');
  const signatures = [...text.matchAll(/X-Amz-(?:Signature|Security-Token|Credential)=([^&" ]{20,})/g)];
  expect(signatures.length).toBeGreaterThan(3);
  const kept = stack.logged.join('\n') + JSON.stringify(await auditTrail(stack.description));
  for (const [, secret = ''] of signatures) expect(kept).not.toContain(secret);
});

const wholeLog = async (): Promise<string> => {
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: LOG_BUCKET }));
  const texts = await Promise.all(
    Contents.map(async ({ Key }) =>
      (await s3().send(new GetObjectCommand({ Bucket: LOG_BUCKET, Key }))).Body?.transformToString(),
    ),
  );
  return texts.join('');
};
