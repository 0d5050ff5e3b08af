import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { flipBit } from '../support/flip-bit.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf, sha256 } from '../support/responses.ts';
import { until } from '../support/until.ts';
import { encryptedVector, VECTOR_NAMES, vectorCipher } from '../support/vectors.ts';

const stack = useEncryptedStack({ playback: { verifyOnArrival: true }, retryAfterMs: [1_000, 3_000] });

const verifierLines = (sid: string) =>
  stack.logged.flatMap(line => {
    const [, name, json = ''] = /^(\S*Verifier\S*) (\{.*\})$/.exec(line) ?? [];
    const parsed = name ? JSON.parse(json) : {};
    return parsed.recording_sid === sid ? [parsed] : [];
  });
const outcome = (sid: string, wanted: string) =>
  until(
    () => verifierLines(sid).find(line => line.outcome === wanted),
    line => line !== undefined,
  );
const noteOf = async (sid: string) => (await stack.operator.catalogued(sid))?.['verified'];

describe('an encrypted recording that arrives', () => {
  test.each(VECTOR_NAMES)('has its note before anybody plays it: the vector %s', async name => {
    const sid = freshSid(`arrival ${name}`);
    const { object, details, plaintextSha256 } = encryptedVector(name);
    await stack.operator.catalog(sid, details);
    const { ETag } = await stack.operator.store(sid, object);
    expect(await outcome(sid, 'verified')).toMatchObject({ size_bytes: object.length });
    const note = await noteOf(sid);
    expect(note).toMatchObject({ etag: ETag, size_bytes: object.length });

    expect(sha256(await bytesOf(await fetch(await stack.link(sid))))).toBe(plaintextSha256);
    // The play used the note and did not replace it.
    expect(await noteOf(sid)).toEqual(note);
  });

  test('is verified by a later attempt when the callback comes after the object', async () => {
    const sid = freshSid('early object');
    const { object, details } = encryptedVector('unaligned');
    await stack.operator.store(sid, object);
    expect(await outcome(sid, 'will_retry')).toMatchObject({ reason: 'encryption_unknown_yet' });
    await stack.operator.catalog(sid, details);
    await outcome(sid, 'verified');
    expect(await noteOf(sid)).toBeDefined();
  });

  test('gets no note when it is damaged; the function counts it, and no listener gets a byte', async () => {
    const sid = freshSid('damaged at arrival');
    const { object, details } = encryptedVector('rsa2048');
    await stack.operator.catalog(sid, details);
    await stack.operator.store(sid, flipBit(object, 12_345));
    expect(await outcome(sid, 'refused')).toMatchObject({ code: 'integrity_failed', reason: 'tag_mismatch' });
    expect(await noteOf(sid)).toBeUndefined();
    const answer = await fetch(await stack.link(sid));
    expect([answer.status, Object(await answer.json())['error'].code]).toEqual([409, 'integrity_failed']);
  });

  test('gets a new note when it is replaced', async () => {
    const sid = freshSid('replaced');
    const [first, second] = [encryptedVector('unaligned'), encryptedVector('rsa4096')];
    await stack.operator.catalog(sid, first.details);
    await stack.operator.store(sid, first.object);
    await outcome(sid, 'verified');
    await stack.operator.catalog(sid, second.details);
    const { ETag } = await stack.operator.store(sid, second.object);
    await until(
      () => noteOf(sid),
      note => note?.etag === ETag,
    );
    expect(sha256(await bytesOf(await fetch(await stack.link(sid))))).toBe(second.plaintextSha256);
  });
});

test('an object that is no recording starts nothing', async () => {
  const { aws, bucket, accountSid } = stack.description;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({ endpoint: aws, region: 'us-east-1', credentials, forcePathStyle: true });
  const before = stack.logged.length;
  for (const Key of [`${accountSid}/notes.txt`, `other/${freshSid('x')}`]) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
  }
  s3.destroy();
  // An arrival that comes later has ended, so nothing earlier is still under way.
  const sid = freshSid('after the others');
  await stack.operator.catalog(sid, encryptedVector('unaligned').details);
  await stack.operator.store(sid, encryptedVector('unaligned').object);
  await outcome(sid, 'verified');
  expect(stack.logged.slice(before).filter(line => /Verifier/.test(line) && !line.includes(sid))).toEqual([]);
});

test('no log line has a content key or a wrapped key', () => {
  const logged = stack.logged.join('\n');
  for (const name of VECTOR_NAMES) {
    const { key } = vectorCipher(encryptedVector(name));
    for (const encoding of ['hex', 'base64'] as const)
      expect(logged).not.toContain(Buffer.from(key).toString(encoding));
    expect(logged).not.toContain(encryptedVector(name).details.encryptedCek.slice(0, 40));
  }
});
