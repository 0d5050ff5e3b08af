import { describe, expect, test } from 'vitest';
import { isEncrypted } from '../../../../../lambda/domain/catalog/catalog-entry.ts';
import {
  recordingCallbackUpdate,
  recordingResourceUpdate,
} from '../../../../../lambda/domain/catalog/recording-callback.ts';
import { recordingResource } from '../../../../../local/twilio/recording-resource.ts';

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
  test('becomes all the facts that it contains', () => {
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
        progress: { status: 'completed', durationSeconds: 13 },
      },
    });
  });

  test.each(['in-progress', 'paused', 'stopped', 'processing', 'deleted', 'failed', 'absent'])(
    'gives no duration when the recording is %s',
    RecordingStatus => {
      expect(updateFrom({ RecordingSid: SID, RecordingStatus, RecordingDuration: '0' })).toEqual({
        ok: true,
        value: { recordingSid: SID, ifUnknown: {}, progress: { status: RecordingStatus } },
      });
    },
  );

  test.each<[string, Record<string, string>]>([
    ['RecordingChannels', { RecordingChannels: 'two' }],
    ['RecordingStartTime', { RecordingStartTime: 'yesterday' }],
    ['CallSid', { CallSid: 'CA1' }],
    ['RecordingStatus', { RecordingStatus: '<script>' }],
    ['RecordingStatus', { RecordingStatus: 'Completed' }],
  ])('ignores a malformed %s', (_, fields) => {
    expect(updateFrom({ AccountSid: ACCOUNT, RecordingSid: SID, ...fields })).toEqual({
      ok: true,
      value: { recordingSid: SID, ifUnknown: { accountSid: ACCOUNT } },
    });
  });

  test.each(['-1', '1e9', '', '1.5'])('ignores the malformed duration %j', RecordingDuration => {
    expect(updateFrom({ RecordingSid: SID, RecordingStatus: 'completed', RecordingDuration })).toMatchObject({
      value: { progress: { status: 'completed' } },
    });
    expect(JSON.stringify(updateFrom({ ...COMPLETED, RecordingDuration }))).not.toContain('durationSeconds');
  });

  test.each(['', 'RE1', `${SID} `, SID.toLowerCase()])('with the invalid SID %j is malformed', RecordingSid => {
    expect(updateFrom({ ...COMPLETED, RecordingSid })).toMatchObject({ error: { code: 'callback_malformed' } });
  });

  test.each([
    '{',
    'null',
    '[]',
    '"text"',
    '{}',
    JSON.stringify({ ...DETAILS, iv: '' }),
    JSON.stringify({ ...DETAILS, encrypted_cek: 7 }),
    JSON.stringify({ ...DETAILS, public_key_sid: undefined }),
  ])('keeps the text of unreadable encryption details: %s', EncryptionDetails => {
    expect(updateFrom({ RecordingSid: SID, EncryptionDetails })).toEqual({
      ok: true,
      value: { recordingSid: SID, ifUnknown: {}, encryptionRaw: EncryptionDetails },
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
    encryption: ENCRYPTION,
  });
  const facts = {
    accountSid: ACCOUNT,
    callSid: CALL,
    startedAt: new Date('2026-11-24T02:50:00Z'),
    channels: 2,
    encryption: ENCRYPTION,
  };

  test('becomes the same facts as a callback', () => {
    expect(recordingResourceUpdate(resource)).toEqual({
      ok: true,
      value: { recordingSid: SID, ifUnknown: facts, progress: { status: 'completed', durationSeconds: 13 } },
    });
  });

  test('gives no duration when it is not completed yet', () => {
    const processing = recordingResourceUpdate({ ...resource, status: 'processing', duration: '0' });
    expect(processing).toEqual({
      ok: true,
      value: { recordingSid: SID, ifUnknown: facts, progress: { status: 'processing' } },
    });
  });

  test('may have its encryption details as text', () => {
    const asText = { ...resource, encryption_details: JSON.stringify(DETAILS) };
    expect(recordingResourceUpdate(asText)).toMatchObject({ value: { ifUnknown: { encryption: ENCRYPTION } } });
  });

  test('keeps the text of unreadable encryption details', () => {
    const broken = { ...resource, encryption_details: { iv: 1 } };
    expect(recordingResourceUpdate(broken)).toMatchObject({ value: { encryptionRaw: '{"iv":1}' } });
  });

  test.each([null, 'text', {}, { sid: 'RE1' }])('is not read from %j', value => {
    expect(recordingResourceUpdate(value)).toMatchObject({ error: { code: 'callback_malformed' } });
  });
});

describe('a recording counts as encrypted', () => {
  const recordingSid = SID as Parameters<typeof isEncrypted>[0]['recordingSid'];
  test.each([
    [{ encryption: ENCRYPTION }, true],
    [{ encryptionRaw: ['{'], status: 'completed' }, true],
    [{ status: 'completed' }, false],
    [{ status: 'in-progress' }, undefined],
    [{}, undefined],
  ])('with the entry %j: %s', (entry, expected) => {
    expect(isEncrypted({ recordingSid, ...entry })).toBe(expected);
  });
});
