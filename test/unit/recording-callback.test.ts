import { describe, expect, it } from 'vitest';
import { isEncrypted } from '../../lambda/domain/catalog-entry.ts';
import { recordingCallbackUpdate, recordingResourceUpdate } from '../../lambda/domain/recording-callback.ts';
import { recordingResource } from '../../local/twilio/recordings-api.ts';

const SID = `RE${'1'.repeat(32)}`;
const CALL = `CA${'2'.repeat(32)}`;
const ACCOUNT = `AC${'3'.repeat(32)}`;
const DETAILS = { public_key_sid: `CR${'4'.repeat(32)}`, encrypted_cek: 'Y2Vr', iv: 'aXY=' };
const ENCRYPTION = { publicKeySid: DETAILS.public_key_sid, encryptedCek: 'Y2Vr', iv: 'aXY=' };

const COMPLETED = {
  AccountSid: ACCOUNT,
  CallSid: CALL,
  RecordingSid: SID,
  RecordingStatus: 'completed',
  RecordingDuration: '13',
  RecordingChannels: '2',
  RecordingStartTime: 'Tue, 24 Nov 2026 02:50:00 +0000',
  EncryptionDetails: JSON.stringify(DETAILS),
};
const updateFrom = (fields: Record<string, string>) => recordingCallbackUpdate(new Map(Object.entries(fields)));

describe('a recording callback', () => {
  it('tells everything that it says', () => {
    expect(updateFrom(COMPLETED)).toEqual({
      ok: true,
      value: {
        recordingSid: SID,
        ifUnknown: {
          accountSid: ACCOUNT,
          callSid: CALL,
          startedAt: new Date('2026-11-24T02:50:00Z'),
          channels: 2,
          encryption: ENCRYPTION,
        },
        final: { status: 'completed', durationSeconds: 13 },
      },
    });
  });

  it('on the way does not overrule the end, whichever comes first', () => {
    const update = updateFrom({ AccountSid: ACCOUNT, RecordingSid: SID, RecordingStatus: 'in-progress' });
    expect(update).toEqual({
      ok: true,
      value: { recordingSid: SID, ifUnknown: { accountSid: ACCOUNT, status: 'in-progress' } },
    });
  });

  it.each(['completed', 'absent', 'failed'])('says that %s is final', RecordingStatus => {
    expect(updateFrom({ RecordingSid: SID, RecordingStatus })).toMatchObject({
      value: { final: { status: RecordingStatus } },
    });
  });

  it.each<[string, Record<string, string>]>([
    ['RecordingDuration', { RecordingDuration: '-1' }],
    ['RecordingDuration', { RecordingDuration: '1e9' }],
    ['RecordingChannels', { RecordingChannels: 'two' }],
    ['RecordingStartTime', { RecordingStartTime: 'yesterday' }],
    ['CallSid', { CallSid: 'CA1' }],
    ['RecordingStatus', { RecordingStatus: '<script>' }],
  ])('leaves out a malformed %s', (_, fields) => {
    expect(updateFrom({ AccountSid: ACCOUNT, RecordingSid: SID, ...fields })).toEqual({
      ok: true,
      value: { recordingSid: SID, ifUnknown: { accountSid: ACCOUNT } },
    });
  });

  it.each(['', 'RE1', `${SID} `, SID.toLowerCase()])('without a proper SID (%j) is malformed', RecordingSid => {
    expect(updateFrom({ ...COMPLETED, RecordingSid })).toMatchObject({ error: { code: 'callback_malformed' } });
  });

  it.each([
    '{',
    'null',
    '[]',
    '"text"',
    '{}',
    JSON.stringify({ ...DETAILS, iv: '' }),
    JSON.stringify({ ...DETAILS, encrypted_cek: 7 }),
    JSON.stringify({ ...DETAILS, public_key_sid: undefined }),
  ])('keeps encryption details that cannot be read as they came: %s', EncryptionDetails => {
    expect(updateFrom({ RecordingSid: SID, EncryptionDetails })).toEqual({
      ok: true,
      value: { recordingSid: SID, ifUnknown: { encryptionRaw: EncryptionDetails } },
    });
  });
});

describe("a recording of Twilio's REST API", () => {
  const resource = recordingResource(ACCOUNT, {
    sid: SID,
    callSid: CALL,
    startedAt: new Date('2026-11-24T02:50:00Z'),
    durationSeconds: 13,
    channels: 2,
    encryptionDetails: DETAILS,
  });
  const facts = {
    accountSid: ACCOUNT,
    callSid: CALL,
    startedAt: new Date('2026-11-24T02:50:00Z'),
    channels: 2,
    durationSeconds: 13,
    status: 'completed',
    encryption: ENCRYPTION,
  };

  it('tells the same, and overrules nothing', () => {
    expect(recordingResourceUpdate(resource)).toEqual({ ok: true, value: { recordingSid: SID, ifUnknown: facts } });
  });

  it('may have its encryption details as text', () => {
    const asText = { ...resource, encryption_details: JSON.stringify(DETAILS) };
    expect(recordingResourceUpdate(asText)).toMatchObject({ value: { ifUnknown: { encryption: ENCRYPTION } } });
  });

  it('keeps details that cannot be read', () => {
    const broken = { ...resource, encryption_details: { iv: 1 } };
    expect(recordingResourceUpdate(broken)).toMatchObject({ value: { ifUnknown: { encryptionRaw: '{"iv":1}' } } });
  });

  it.each([null, 'text', {}, { sid: 'RE1' }])('%j is none', value => {
    expect(recordingResourceUpdate(value)).toMatchObject({ error: { code: 'callback_malformed' } });
  });
});

describe('whether a recording is encrypted', () => {
  const recordingSid = SID as Parameters<typeof isEncrypted>[0]['recordingSid'];
  it.each([
    [{ encryption: ENCRYPTION }, true],
    [{ encryptionRaw: '', status: 'completed' }, true],
    [{ status: 'completed' }, false],
    [{ status: 'in-progress' }, undefined],
    [{}, undefined],
  ])('%j: %s', (entry, expected) => {
    expect(isEncrypted({ recordingSid, ...entry })).toBe(expected);
  });
});
