import { describe, expect, test } from 'vitest';
import { taskEventUpdates } from '../../../../../lambda/domain/catalog/task-event.ts';
import { taskEvent } from '../../../../support/task-event.ts';

const RE1 = `RE${'1'.repeat(32)}`;
const RE2 = `RE${'2'.repeat(32)}`;
const WORKER = `WK${'a'.repeat(32)}`;
const WT = `WT${'d'.repeat(32)}`;
const WR = `WR${'b'.repeat(32)}`;
const AT = new Date('2026-11-24T02:59:58.250Z');
const RECEIVED_AT = new Date('2026-11-24T03:00:00Z');
const CREATED = new Date(AT.getTime() - 90_000);

const media = (sid: string, query = `recording_sid=${sid}`) => ({
  type: 'VoiceRecording',
  url_provider: `https://api.example.com/sec_rec?${query}`,
});
const task = (...sids: string[]) => JSON.stringify({ conversations: { media: sids.map(sid => media(sid)) } });
const ACCEPTED = taskEvent({ at: AT, ageSeconds: 90 }, { TaskSid: WT, TaskAttributes: task(RE1) });
const { TaskQueueSid } = ACCEPTED;
const updatesFrom = (fields: Record<string, string>, receivedAt = RECEIVED_AT) =>
  taskEventUpdates(new Map(Object.entries(fields)), receivedAt);
const reportsFrom = (fields: Record<string, string>) => {
  const updates = updatesFrom(fields);
  return updates.ok ? updates.value.map(({ taskReport }) => taskReport) : updates.error;
};
const recordingsFrom = (attributes: unknown, fields: Record<string, string> = {}) => {
  const updates = updatesFrom({ ...ACCEPTED, TaskAttributes: JSON.stringify(attributes), ...fields });
  return updates.ok && updates.value.flatMap(({ names, legs }) => [...legs, ...names]);
};

describe('a task event', () => {
  test('reports, for the recording that its task names, the task, its creation, agent, queue and time', () => {
    expect(updatesFrom(ACCEPTED)).toEqual({
      ok: true,
      value: [
        {
          names: [RE1],
          legs: [],
          taskReport: { at: AT, taskSid: WT, taskCreatedAt: CREATED, agentWorkerSid: WORKER, queue: 'Support' },
        },
      ],
    });
  });

  test.each(['reservation.accepted', 'reservation.wrapup', 'reservation.completed'])(
    '%s names the agent',
    EventType => {
      expect(reportsFrom({ ...ACCEPTED, EventType })).toMatchObject([{ agentWorkerSid: WORKER }]);
    },
  );

  test.each([
    'reservation.created',
    'reservation.rejected',
    'reservation.timeout',
    'reservation.canceled',
    'task.updated',
  ])('%s does not name an agent: a worker who was only offered the call did not handle it', EventType => {
    expect(reportsFrom({ ...ACCEPTED, EventType })).toEqual([
      { at: AT, taskSid: WT, taskCreatedAt: CREATED, queue: 'Support' },
    ]);
  });

  test('uses the SID of a queue without a name, and ignores a name without a SID', () => {
    const { TaskQueueName: _, ...unnamed } = ACCEPTED;
    expect(reportsFrom(unnamed)).toMatchObject([{ queue: TaskQueueSid }]);
    expect(reportsFrom({ ...ACCEPTED, TaskQueueName: '' })).toMatchObject([{ queue: TaskQueueSid }]);
    expect(reportsFrom({ ...ACCEPTED, TaskQueueSid: '' })).not.toMatchObject([{ queue: expect.anything() }]);
  });

  test('reports the task also when it has no other facts', () => {
    const { TaskQueueName: _, TaskQueueSid: _sid, ...rest } = ACCEPTED;
    expect(reportsFrom({ ...rest, EventType: 'task.created' })).toEqual([
      { at: AT, taskSid: WT, taskCreatedAt: CREATED },
    ]);
  });

  test('without a recording and an agent changes nothing', () => {
    expect(updatesFrom({ EventType: 'worker.activity.update', WorkerSid: WORKER })).toEqual({ ok: true, value: [] });
    const rejected = { ...ACCEPTED, EventType: 'reservation.rejected' };
    expect(updatesFrom({ ...rejected, TaskAttributes: '{}', TaskSid: 'WT1' })).toEqual({ ok: true, value: [] });
  });

  test.each([
    ['TaskAttributes', '{'],
    ['TaskSid', undefined],
    ['TaskSid', ''],
    ['TaskSid', 'WT1'],
    ['TaskSid', RE1],
    ['Timestamp', undefined],
    ['Timestamp', 'soon'],
    ['TimestampMs', undefined],
    ['TimestampMs', '1795488600'],
    ['TaskAge', undefined],
    ['TaskAge', '-1'],
    ['TaskPriority', undefined],
    ['EventType', undefined],
    ['ReservationSid', undefined],
    ['WorkerSid', undefined],
    ['WorkerSid', 'WK1'],
  ])('is malformed when %s is %j', (name, value) => {
    const { [name]: _, ...rest } = ACCEPTED;
    const reason = name.replace(/(?<=[a-z])[A-Z]/g, letter => `_${letter}`).toLowerCase();
    expect(updatesFrom({ ...rest, ...(value !== undefined && { [name]: value }) })).toMatchObject({
      error: { code: 'callback_malformed', reason: `${reason}_malformed` },
    });
  });

  test.each([
    ['5 minutes old', 300_000, true],
    ['older', 300_001, false],
    ['a minute ahead of our clock', -60_000, true],
    ['further ahead', -60_001, false],
  ])('that is %s (age %i ms) is accepted: %s', (_, ageMs, isTaken) => {
    const updates = updatesFrom(ACCEPTED, new Date(AT.getTime() + ageMs));
    expect(updates.ok).toBe(isTaken);
    if (!updates.ok) expect(updates.error.reason).toBe(ageMs > 0 ? 'event_too_old' : 'event_ahead_of_time');
  });

  test.each([
    ['is rounded down', -250, true],
    ['is rounded up', 750, true],
    ['differs', -1_000, false],
    ['differs', 1_750, false],
  ])('whose Timestamp %s from TimestampMs (by %i ms) is accepted: %s', (_, difference, isTaken) => {
    const Timestamp = String((AT.getTime() + difference) / 1_000);
    const Whole = String(Math.floor(Number(Timestamp)));
    expect(updatesFrom({ ...ACCEPTED, Timestamp: Whole }).ok).toBe(isTaken);
  });
});

describe('a task event that names an agent and no recording', () => {
  test('is reported: the recording may be named later', () => {
    expect(updatesFrom({ ...ACCEPTED, TaskAttributes: '{}' })).toMatchObject({
      value: [{ names: [], legs: [], taskReport: { taskSid: WT, agentWorkerSid: WORKER } }],
    });
  });

  test('must be as certain as any other', () => {
    expect(updatesFrom({ ...ACCEPTED, TaskAttributes: '{}', TaskSid: 'WT1' })).toMatchObject({
      error: { reason: 'task_sid_malformed' },
    });
  });
});

describe('the conference, the calls and the recording of Flex itself', () => {
  const [CF, CA1, CA2, CA3] = ['CF1', 'CA1', 'CA2', 'CA3'].map(sid => sid.slice(0, 2) + sid.slice(2).repeat(32));
  const address = `https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/${RE1}`;

  test.each<[string, unknown, unknown[]]>([
    ['conference.sid', { conference: { sid: CF } }, [CF]],
    ['the calls of the conference', { conference: { participants: { customer: CA1, worker: CA2 } } }, [CA1, CA2]],
    ['call_sid', { call_sid: CA3 }, [CA3]],
    ['segment_link', { conversations: { segment_link: address } }, [RE1]],
    ['segment_link with an ending', { conversations: { segment_link: `${address}.wav?x=1` } }, [RE1]],
    ['url_provider by conference', { conversations: { media: [media('', `conference_sid=${CF}`)] } }, [CF]],
    ['url_provider by call', { conversations: { media: [media('', `call_sid=${CA1}`)] } }, [CA1]],
    ['a longer SID: nothing', { conference: { sid: `${CF}0` }, call_sid: ` ${CA1}` }, []],
    ['a longer address: nothing', { conversations: { segment_link: `${address}0` } }, []],
    [
      'other types: nothing',
      { conference: [CF], call_sid: [CA1], conversations: { segment_link: { a: address } } },
      [],
    ],
  ])('are found in %s', (_, attributes, expected) => {
    expect(recordingsFrom(attributes)).toEqual(expected);
  });
});

describe('the recordings that a task names', () => {
  test.each<[string, unknown, string[]]>([
    [
      'by either of the documented names',
      { conversations: { media: [media(RE1), media(RE2, `recording=${RE2}`)] } },
      [RE1, RE2],
    ],
    ['once each', { conversations: { media: [media(RE1), media(RE1)] } }, [RE1]],
    ['not by part of a longer word', { conversations: { media: [media(RE1, `recording_sid=${RE1}f`)] } }, []],
    ['not by another parameter', { conversations: { media: [media(RE1, `my_recording_sid=${RE1}`)] } }, []],
    [
      'for the reservation before the task',
      { conversations: { media: [media(RE1)] }, reservation_attributes: { [WR]: { media: [media(RE2)] } } },
      [RE2],
    ],
    ['not for another reservation', { reservation_attributes: { WRother: { media: [media(RE2)] } } }, []],
    [
      'for a reservation inside conversations',
      { conversations: { reservation_attributes: { [WR]: { media: [media(RE2)] } } } },
      [RE2],
    ],
    ['in whatever shape: nothing', { conversations: { media: 'text' }, reservation_attributes: [1] }, []],
    ['in whatever items: nothing', { conversations: { media: [null, 7, { url_provider: 7 }] } }, []],
  ])('are found: %s', (_, attributes, expected) => {
    expect(recordingsFrom(attributes)).toEqual(expected);
  });

  test('are those of all reservations when the event belongs to none', () => {
    const attributes = {
      conversations: { media: [media(RE1)] },
      reservation_attributes: { [WR]: { media: [media(RE2)] } },
    };
    const { ReservationSid: _, ...event } = ACCEPTED;
    const updates = updatesFrom({ ...event, EventType: 'task.updated', TaskAttributes: JSON.stringify(attributes) });
    expect(updates.ok && updates.value).toMatchObject([{ names: [RE1], legs: [RE2] }]);
  });

  test('are limited to 20', () => {
    const many = Array.from({ length: 30 }, (_, index) => `RE${String(index).padStart(32, '0')}`);
    expect(recordingsFrom({ conversations: { media: many.map(sid => media(sid)) } })).toEqual(many.slice(0, 20));
  });
});
