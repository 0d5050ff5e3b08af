import { describe, expect, test } from 'vitest';
import { updateMessage, updatesFromMessage } from '../../../../../lambda/adapters/sqs/update-message.ts';
import type {
  CatalogUpdate,
  RecordingUpdate,
  TaskUpdate,
} from '../../../../../lambda/domain/catalog/catalog-update.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';

const SID = `RE${'1'.repeat(32)}` as RecordingSid;
const EVERYTHING: RecordingUpdate = {
  recordingSid: SID,
  ifUnknown: {
    accountSid: `AC${'1'.repeat(32)}`,
    callSid: `CA${'1'.repeat(32)}`,
    conferenceSid: `CF${'1'.repeat(32)}`,
    startedAt: new Date('2026-11-24T02:50:00.123Z'),
    channels: 2,
    encryption: { publicKeySid: 'CR1', encryptedCek: 'Y2Vr', iv: 'aXY=' },
  },
  progress: { status: 'completed', durationSeconds: 61 },
  encryptionRaw: '{"broken": \uFFFE\uFFFF\u0001 ☎',
};
const TASK: TaskUpdate = {
  names: [SID, `CF${'1'.repeat(32)}`, `CA${'1'.repeat(32)}`],
  legs: [`RE${'2'.repeat(32)}`],
  taskReport: {
    at: new Date('2026-11-24T02:51:00Z'),
    taskSid: `WT${'1'.repeat(32)}`,
    taskCreatedAt: new Date('2026-11-24T02:49:00Z'),
    agentWorkerSid: `WK${'1'.repeat(32)}`,
    queue: 'Überweisungen',
  },
};
const message = (update: object, version = 1) => JSON.stringify({ version, updates: [update] });

describe('a message', () => {
  test.each<[string, readonly CatalogUpdate[]]>([
    ['all facts', [EVERYTHING]],
    ['a task', [TASK]],
    ['no fact but the SID', [{ recordingSid: SID }]],
    ['several updates', [EVERYTHING, { recordingSid: SID, progress: { status: 'absent' } }]],
  ])('with %s is read as it was written', (_, updates) => {
    expect(updatesFromMessage(updateMessage(updates))).toEqual(updates);
  });

  test('has no character that SQS refuses', () => {
    expect(updateMessage([EVERYTHING])).toMatch(/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]+$/u);
  });

  test('cannot bring in a fact that only the company sets, or an object key', () => {
    const forged = {
      recordingSid: SID,
      ifUnknown: {
        restricted: false,
        agentWorkerSid: `WK${'2'.repeat(32)}`,
        team: 'mine',
        objectKey: 'AC/RE',
        channels: 1,
      },
      decided: { facts: { restricted: false }, cleared: [] },
    };
    expect(updatesFromMessage(message(forged))).toEqual([{ recordingSid: SID, ifUnknown: { channels: 1 } }]);
  });

  test.each([
    ['text', 'poison'],
    ['another version', message({ recordingSid: SID }, 2)],
    ['no updates', JSON.stringify({ version: 1 })],
    ['an update that is null', JSON.stringify({ version: 1, updates: [null] })],
    ['a malformed SID', message({ recordingSid: 'RE1' })],
    ['an unknown status', message({ recordingSid: SID, progress: { status: 'lost' } })],
    ['a negative duration', message({ recordingSid: SID, progress: { status: 'completed', durationSeconds: -1 } })],
    ['a day that does not exist', message({ recordingSid: SID, ifUnknown: { startedAt: '2026-02-30T00:00:00Z' } })],
    ['an agent that is no worker', message({ ...TASK, taskReport: { ...TASK.taskReport, agentWorkerSid: 'me' } })],
    ['a name that is no SID', message({ ...TASK, names: ['RE1'] })],
    ['a report without a task', message({ ...TASK, taskReport: { at: '2026-11-24T02:51:00Z' } })],
    ['incomplete encryption details', message({ recordingSid: SID, ifUnknown: { encryption: { iv: 'x' } } })],
  ])('with %s is not read', (_, text) => {
    expect(updatesFromMessage(text)).toBeUndefined();
  });
});
