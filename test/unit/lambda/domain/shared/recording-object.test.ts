import { describe, expect, test } from 'vitest';
import { recordingSidOf } from '../../../../../lambda/domain/shared/recording-object.ts';

const ACCOUNT = `AC${'a'.repeat(32)}`;
const SID = `RE${'1a'.repeat(16)}`;
const keys = { accountSid: ACCOUNT, objectKeys: ['{accountSid}/{recordingSid}', 'calls/{recordingSid}.wav'] };

describe('the recording of an object key', () => {
  test.each([`${ACCOUNT}/${SID}`, `calls/${SID}.wav`])('is found in %s', key => {
    expect(recordingSidOf(key, keys)).toBe(SID);
  });

  test.each([
    '',
    SID,
    `${ACCOUNT}/`,
    `${ACCOUNT}/${SID}.wav`,
    `${ACCOUNT}/${SID}/`,
    `${ACCOUNT}/${SID.toUpperCase()}`,
    `${ACCOUNT}/RE${'1'.repeat(31)}`,
    `${ACCOUNT}/${SID}${SID}`,
    `AC${'b'.repeat(32)}/${SID}`,
    `x${ACCOUNT}/${SID}`,
    `calls/${SID}`,
    `calls/${SID}.mp3`,
    `calls%2F${SID}.wav`,
    `{accountSid}/${SID}`,
  ])('is not found in %j', key => {
    expect(recordingSidOf(key, keys)).toBeUndefined();
  });
});
