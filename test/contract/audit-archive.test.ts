import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOfflineArchive } from '../../bin/audit/verify/open-offline-archive.ts';
import { s3AuditArchive } from '../../lambda/adapters/s3/s3-audit-archive.ts';
import { s3ListableArchive } from '../../lambda/adapters/s3/s3-listable-archive.ts';
import { windowAt } from '../../lambda/domain/audit/chain/event-window.ts';
import type { AuditArchive } from '../../lambda/domain/audit/chain/ports.ts';
import { StreamFailure } from '../../lambda/domain/audit/chain/stream-failure.ts';
import type { ListableArchive } from '../../lambda/domain/audit/verify/ports.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { memoryArchive } from '../fakes/memory-archive.ts';
import { all } from '../support/audit-events.ts';
import { clientsOf, startEndpoint } from '../support/aws-endpoint.ts';

const BUCKET = 'archive';
const at = (time: string) => windowAt(Date.parse(`${time}:00.000Z`));
const [first, second, later, nextYear] = [
  at('2026-11-24T02:00'),
  at('2026-11-24T02:15'),
  at('2026-11-25T00:00'),
  at('2027-01-01T00:00'),
] as const;

let endpoint: AwsEndpoint;
let s3: ReturnType<typeof clientsOf>['s3'];
let copy: string;
beforeAll(async () => {
  endpoint = await startEndpoint(
    {},
    {
      // Locked on arrival, as deployed: S3 then wants a checksum with each put.
      buckets: [{ bucketName: BUCKET, versioned: true, defaultRetention: { mode: 'GOVERNANCE', days: 1 } }],
    },
  );
  s3 = clientsOf(endpoint).s3;
  copy = mkdtempSync(join(tmpdir(), 'archive-'));
});
afterAll(async () => {
  s3.destroy();
  await endpoint.close();
  rmSync(copy, { recursive: true });
});

const lines = async function* (...texts: string[]) {
  yield* texts;
};

const writeAll = async (archive: AuditArchive) => {
  for (const window of [later, first, nextYear, second]) {
    expect(await archive.writeEvents(window, lines(window.name, 'second line'))).toEqual({
      ok: true,
      value: 'written',
    });
    expect(await archive.writeDigest(window, `digest of ${window.name}\n`)).toEqual({ ok: true, value: 'written' });
  }
};

const memory = memoryArchive();
const inBucket = () => ({ client: s3, bucket: BUCKET });

/** Downloads the bucket, as `aws s3 sync` does. */
const download = async () => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  for (const { Key = '' } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    mkdirSync(dirname(join(copy, Key)), { recursive: true });
    writeFileSync(join(copy, Key), (await Body?.transformToByteArray()) ?? '');
  }
  return openOfflineArchive(copy);
};

const WRITERS: [string, () => AuditArchive][] = [
  ['memory', () => memory],
  ['S3', () => s3AuditArchive(inBucket())],
];

describe.each(WRITERS)('an archive in %s', (_, archive) => {
  test('returns undefined when it has no digest', async () => {
    expect(await archive().findNewestDigest(nextYear)).toEqual({ ok: true, value: undefined });
    expect(await archive().readDigest(first)).toEqual({ ok: true, value: undefined });
    expect(await archive().readEvents(first)).toEqual({ ok: true, value: undefined });
  });

  test('writes each name only once, and keeps the first content', async () => {
    await writeAll(archive());
    expect(await archive().writeDigest(first, 'another')).toEqual({ ok: true, value: 'exists' });
    expect(await archive().writeEvents(first, lines('another'))).toEqual({ ok: true, value: 'exists' });
    expect(await archive().readDigest(first)).toEqual({ ok: true, value: `digest of ${first.name}\n` });
  });

  test('keeps the content of one writer when two write the same name', async () => {
    const window = at('2026-06-01T00:00');
    const outcomes = await Promise.all(['a', 'b', 'c'].map(text => archive().writeDigest(window, text)));
    expect(outcomes.filter(outcome => outcome.ok && outcome.value === 'written')).toHaveLength(1);
    expect(outcomes.filter(outcome => outcome.ok && outcome.value === 'exists')).toHaveLength(2);
  });

  test('writes nothing when the stream of lines fails', async () => {
    const window = at('2026-05-01T00:00');
    const broken = async function* () {
      yield 'a';
      throw new StreamFailure({ code: 'unavailable', reason: 'audit_throttled' });
    };
    expect(await archive().writeEvents(window, broken())).toMatchObject({
      ok: false,
      error: { reason: 'audit_throttled' },
    });
    expect(await archive().readEvents(window)).toEqual({ ok: true, value: undefined });
  });
});

const READERS: [string, () => Promise<ListableArchive>][] = [
  ['memory', async () => memory],
  ['S3', async () => s3ListableArchive(inBucket())],
  ['a downloaded copy', download],
];

describe.each(READERS)('an archive read from %s', (_, open) => {
  test('returns the lines of a window, and its digest byte for byte', async () => {
    const archive = await open();
    const read = await archive.readEvents(second);
    expect(read.ok && read.value && (await all(read.value))).toEqual([second.name, 'second line']);
    expect(await archive.readDigest(second)).toEqual({ ok: true, value: `digest of ${second.name}\n` });
    expect(await archive.readDigest(at('2026-11-24T02:30'))).toEqual({ ok: true, value: undefined });
    expect(await archive.readEvents(at('2026-11-24T02:30'))).toEqual({ ok: true, value: undefined });
  });

  test('finds the oldest digest, and the newest one up to a window', async () => {
    const archive = await open();
    expect(await archive.findOldestDigest()).toEqual({ ok: true, value: at('2026-06-01T00:00') });
    for (const [notAfter, newest] of [
      [at('2030-01-01T00:00'), nextYear],
      [nextYear, nextYear],
      [at('2026-12-31T23:45'), later],
      [at('2026-11-24T23:45'), second],
      [first, first],
      [at('2026-11-24T01:45'), at('2026-06-01T00:00')],
    ] as const) {
      expect(await archive.findNewestDigest(notAfter)).toEqual({ ok: true, value: newest });
    }
  });

  test('lists the names of a day', async () => {
    const names = await all((await open()).listEntries('2026-11-24'));
    expect(names.map(({ key }) => key).sort()).toEqual([
      'digests/2026/11/24/T0200.json',
      'digests/2026/11/24/T0215.json',
      'events/2026/11/24/T0200.ndjson.gz',
      'events/2026/11/24/T0215.ndjson.gz',
    ]);
    for (const name of names) expect(name).toMatchObject({ contents: 1, deleted: false });
  });
});

describe('an archive in S3', () => {
  test('ignores foreign folders and objects', async () => {
    for (const Key of ['digests/2999/99/99/T0000.json', 'digests/readme.txt', 'digests/2026/12/x/T0000.json']) {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
    }
    const archive = s3ListableArchive(inBucket());
    expect(await archive.findNewestDigest(at('2030-01-01T00:00'))).toEqual({ ok: true, value: nextYear });
    expect(await archive.findOldestDigest()).toEqual({ ok: true, value: at('2026-06-01T00:00') });
  });

  test('fails with the reason when the bucket does not exist', async () => {
    const archive = s3AuditArchive({ client: s3, bucket: 'absent' });
    expect(await archive.readDigest(first)).toMatchObject({
      ok: false,
      error: { code: 'internal_error', reason: 'archive_not_found' },
    });
    expect(await archive.findNewestDigest(first)).toMatchObject({ ok: false, error: { code: 'internal_error' } });
  });
});
