import { describe, expect, test } from 'vitest';
import { encryptionFacts } from '../../../../../lambda/domain/catalog/encryption-text.ts';
import {
  recordingCallbackUpdate,
  recordingResourceUpdate,
} from '../../../../../lambda/domain/catalog/recording-callback.ts';
import { ENCRYPTION_SPELLINGS } from '../../../../../local/twilio/encryption-spelling.ts';

const SID = `RE${'1'.repeat(32)}`;
const DETAILS = { publicKeySid: `CR${'4'.repeat(32)}`, encryptedCek: 'Y2Vr', iv: 'aXY=' };
const NAMES = [
  ['public_key_sid', 'encryption_public_key_sid'],
  ['encrypted_cek', 'encryption_cek'],
  ['iv', 'encryption_iv'],
] as const;
const VALUES = [DETAILS.publicKeySid, DETAILS.encryptedCek, DETAILS.iv];

/** All eight ways to choose one of two names for each of three details. */
const MIXTURES = Array.from({ length: 8 }, (_, choice) =>
  Object.fromEntries(NAMES.map((names, index) => [names[(choice >> index) & 1], VALUES[index]])),
);

describe("a recording's encryption details", () => {
  test.each(MIXTURES)('are read from the names of %j', details => {
    expect(encryptionFacts(details)).toEqual({ encryption: DETAILS });
    expect(encryptionFacts(JSON.stringify(details))).toEqual({ encryption: DETAILS });
  });

  test.each(Object.keys(ENCRYPTION_SPELLINGS) as (keyof typeof ENCRYPTION_SPELLINGS)[])(
    'are read from the REST answer and from the callback, spelled as %s',
    spelling => {
      const details = ENCRYPTION_SPELLINGS[spelling](DETAILS);
      const fields = { RecordingSid: SID, EncryptionDetails: JSON.stringify(details) };
      expect(recordingCallbackUpdate(new Map(Object.entries(fields)))).toMatchObject({
        value: { ifUnknown: { encryption: DETAILS } },
      });
      expect(recordingResourceUpdate({ sid: SID, encryption_details: details })).toMatchObject({
        value: { ifUnknown: { encryption: DETAILS } },
      });
    },
  );

  test('are read when both names have the same value, or one of them is null', () => {
    const both = Object.assign({}, ...MIXTURES);
    expect(encryptionFacts(both)).toEqual({ encryption: DETAILS });
    expect(encryptionFacts({ ...MIXTURES[0], encryption_iv: null })).toEqual({ encryption: DETAILS });
  });

  test.each(NAMES.flat())('are unreadable when a second name has another value: %s', name => {
    const conflicting = { ...Object.assign({}, ...MIXTURES), [name]: 'other' };
    expect(encryptionFacts(conflicting)).toEqual({ encryptionRaw: JSON.stringify(conflicting) });
  });

  test.each<[unknown]>([
    [{}],
    [[]],
    [[DETAILS]],
    [true],
    [false],
    [0],
    [7],
    [''],
    ['null'],
    [{ Encryption_Cek: 'Y2Vr' }],
    [{ encryptionPublicKeySid: 'CR1', encryptionCek: 'Y2Vr', encryptionIv: 'aXY=' }],
    [{ encryption_details: MIXTURES[0] }],
    [{ ...MIXTURES[7], encryption_iv: '' }],
    [{ ...MIXTURES[7], encryption_cek: 7 }],
    [{ ...MIXTURES[7], iv: 7 }],
    [{ ...MIXTURES[7], encryption_public_key_sid: null }],
  ])('of an unknown form are unreadable, and the recording does not count as plain: %j', details => {
    const facts = encryptionFacts(details);
    expect(facts).toEqual({ encryptionRaw: expect.stringMatching(/./) });
    expect(recordingResourceUpdate({ sid: SID, status: 'completed', encryption_details: details })).toMatchObject({
      value: facts,
    });
  });

  test.each([undefined, null])('do not exist when the REST response has %s', details => {
    expect(encryptionFacts(details)).toEqual({});
  });

  test('do not exist when the callback does not mention them', () => {
    for (const more of [{}, { EncryptionDetails: '' }]) {
      const fields = new Map(Object.entries({ RecordingSid: SID, ...more }));
      expect(recordingCallbackUpdate(fields)).toEqual({ ok: true, value: { recordingSid: SID, ifUnknown: {} } });
    }
  });
});
