import { describe, expect, test } from 'vitest';
import { storedFile } from '../../../../../bin/catalog/backfill/storage/stored-file.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const SID = `RE${'2'.repeat(32)}` as RecordingSid;
const BUCKET = 'https://recordings.s3.eu-central-1.amazonaws.com/';
const readable = {
  accountSid: ACCOUNT,
  address: BUCKET,
  keys: ['{accountSid}/{recordingSid}', 'calls=2024/{accountSid}/{recordingSid}'],
};
const read = (mediaUrl: unknown) => storedFile(mediaUrl, SID, readable);

describe("Twilio's address of a recording", () => {
  test.each([
    [`${BUCKET}${ACCOUNT}/${SID}`, `${ACCOUNT}/${SID}`],
    [`${BUCKET}calls=2024/${ACCOUNT}/${SID}`, `calls=2024/${ACCOUNT}/${SID}`],
    [`${BUCKET}calls%3D2024/${ACCOUNT}/${SID}`, `calls=2024/${ACCOUNT}/${SID}`],
    [`https://recordings.s3.eu-central-1.amazonaws.com:443/${ACCOUNT}/${SID}`, `${ACCOUNT}/${SID}`],
  ])('%s names the key of the object', (address, objectKey) => {
    expect(read(address)).toEqual({ kind: 'readable', objectKey });
  });

  test.each([null, undefined, 7, '', 'no address', `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/${SID}`])(
    '%j names no object',
    address => {
      expect(read(address)).toEqual({ kind: 'not_external' });
    },
  );

  test.each([
    ['http://recordings.s3.eu-central-1.amazonaws.com', ''],
    ['https://recordings.s3.eu-west-1.amazonaws.com', ''],
    ['https://recordings.s3.amazonaws.com', ''],
    ['https://recordings.s3.eu-central-1.amazonaws.com:8443', ''],
    ['https://recordings.s3.eu-central-1.amazonaws.com.evil.example', ''],
    ['https://evil.recordings.s3.eu-central-1.amazonaws.com', ''],
    ['https://api.twilio.com.evil.example', ''],
    ['https://s3.eu-central-1.amazonaws.com', 'recordings/'],
    ['https://user@recordings.s3.eu-central-1.amazonaws.com', ''],
  ])('under %s is elsewhere, because it is not exactly the address of the bucket', (origin, folder) => {
    expect(read(`${origin}/${folder}${ACCOUNT}/${SID}`)).toMatchObject({
      kind: 'elsewhere',
      advice: `this is not the bucket of the deployment, ${BUCKET}`,
    });
  });

  test.each([
    [`old/${ACCOUNT}/${SID}`, 'old/{accountSid}/{recordingSid}'],
    [`${ACCOUNT}/${SID}.wav`, '{accountSid}/{recordingSid}.wav'],
    [`AC${'9'.repeat(32)}/${SID}`, `AC${'9'.repeat(32)}/{recordingSid}`],
    [`${ACCOUNT}/../secret/${SID}`, 'secret/{recordingSid}'],
    [`${ACCOUNT}%2f..%2fsecret/${SID}`, '{accountSid}/../secret/{recordingSid}'],
  ])('with the key %s is elsewhere, because the functions may not read it', (key, template) => {
    expect(read(BUCKET + key)).toEqual({
      kind: 'elsewhere',
      place: BUCKET + template,
      advice: `the functions may not read this key; add "${template}" to otherObjectKeys, deploy, and run the backfill again`,
    });
  });

  test.each([`${ACCOUNT}/RE${'3'.repeat(32)}`, '%zz', ''])(
    'with the key %j is elsewhere, because it does not name the recording',
    key => {
      const advice = 'the functions may not read this key; the key does not name the recording';
      expect(read(BUCKET + key)).toMatchObject({ kind: 'elsewhere', advice });
    },
  );

  test('with a query is elsewhere, and the query, which may be a signature, is not shown', () => {
    const file = read(`${BUCKET}${ACCOUNT}/${SID}?X-Amz-Signature=abc`);
    expect(file.kind).toBe('elsewhere');
    expect(JSON.stringify(file)).not.toContain('abc');
  });
});
