import { describe, expect, it } from 'vitest';
import { taskEventUpdates } from '../../lambda/domain/catalog/task-event.ts';

const RE1 = `RE${'1'.repeat(32)}`;
const RE2 = `RE${'2'.repeat(32)}`;
const WORKER = `WK${'a'.repeat(32)}`;
const WT = `WT${'d'.repeat(32)}`;
const WR = `WR${'b'.repeat(32)}`;
const RECEIVED_AT = new Date('2026-11-24T03:00:00Z');

const media = (sid: string, query = `recording_sid=${sid}`) => ({
  type: 'VoiceRecording',
  url_provider: `https://api.example.com/sec_rec?${query}`,
});
const task = (...sids: string[]) => JSON.stringify({ conversations: { media: sids.map(sid => media(sid)) } });
const ACCEPTED = {
  EventType: 'reservation.accepted',
  TimestampMs: '1795488600000',
  WorkerSid: WORKER,
  WorkerAttributes: '{"team_name":"Billing","team_id":"t1"}',
  TaskQueueName: 'Support',
  TaskQueueSid: `WQ${'c'.repeat(32)}`,
  TaskSid: WT,
  ReservationSid: WR,
  TaskAttributes: task(RE1),
};
const updatesFrom = (fields: Record<string, string>) => taskEventUpdates(new Map(Object.entries(fields)), RECEIVED_AT);
const reportsFrom = (fields: Record<string, string>) => {
  const updates = updatesFrom(fields);
  return updates.ok ? updates.value.map(({ taskReport }) => taskReport) : updates.error;
};
const AT = new Date(1_795_488_600_000);
const recordingsFrom = (attributes: unknown, fields: Record<string, string> = {}) => {
  const updates = updatesFrom({ ...ACCEPTED, TaskAttributes: JSON.stringify(attributes), ...fields });
  return updates.ok && updates.value.map(({ recordingSid }) => recordingSid);
};

describe('a task event', () => {
  it('reports task, agent, queue and team of the recording that the task names, as of its time', () => {
    expect(updatesFrom(ACCEPTED)).toEqual({
      ok: true,
      value: [
        {
          recordingSid: RE1,
          taskReport: { at: AT, taskSid: WT, agentWorkerSid: WORKER, queue: 'Support', team: 'Billing' },
        },
      ],
    });
  });

  it.each(['reservation.accepted', 'reservation.wrapup', 'reservation.completed'])('%s names the agent', EventType => {
    expect(reportsFrom({ ...ACCEPTED, EventType })).toMatchObject([{ agentWorkerSid: WORKER, team: 'Billing' }]);
  });

  it.each([
    'reservation.created',
    'reservation.rejected',
    'reservation.timeout',
    'reservation.canceled',
    'task.updated',
  ])('%s does not: who was only offered a call did not handle it', EventType => {
    expect(reportsFrom({ ...ACCEPTED, EventType })).toEqual([{ at: AT, taskSid: WT, queue: 'Support' }]);
  });

  it('leaves out what it does not know', () => {
    const { WorkerAttributes: _, TaskQueueName: _name, TaskQueueSid: _sid, ...rest } = ACCEPTED;
    expect(reportsFrom(rest)).toEqual([{ at: AT, taskSid: WT, agentWorkerSid: WORKER }]);
  });

  it('takes the ids of team and queue where there are no names', () => {
    const { TaskQueueName: _, ...rest } = ACCEPTED;
    expect(reportsFrom({ ...rest, WorkerAttributes: '{"team_id":"t1"}' })).toMatchObject([
      { queue: ACCEPTED.TaskQueueSid, team: 't1' },
    ]);
  });

  it('reports that the task named the recording even when it knows nothing else: it may be the first', () => {
    const { TaskQueueName: _, TaskQueueSid: _sid, ...rest } = ACCEPTED;
    expect(reportsFrom({ ...rest, EventType: 'task.created' })).toEqual([{ at: AT, taskSid: WT }]);
  });

  it.each(['', 'WT1', RE1])('does not take %j for a task', TaskSid => {
    expect(reportsFrom({ ...ACCEPTED, TaskSid })).toMatchObject([{ agentWorkerSid: WORKER }]);
    expect(reportsFrom({ ...ACCEPTED, TaskSid })).not.toMatchObject([{ taskSid: expect.anything() }]);
  });

  it('that names no recording changes nothing', () => {
    expect(updatesFrom({ EventType: 'worker.activity.update', WorkerSid: WORKER })).toEqual({ ok: true, value: [] });
    expect(updatesFrom({ ...ACCEPTED, TaskAttributes: '{}' })).toEqual({ ok: true, value: [] });
  });

  it.each([
    [{ Timestamp: '1795488600', TimestampMs: '' }, 1_795_488_600_000],
    [{ TimestampMs: 'soon' }, RECEIVED_AT.getTime()],
  ])('is dated by %j', (fields, expected) => {
    const updates = updatesFrom({ ...ACCEPTED, ...fields });
    expect(updates.ok && updates.value[0]?.taskReport?.at.getTime()).toBe(expected);
  });

  it.each([
    ['TaskAttributes', '{'],
    ['WorkerAttributes', 'team'],
  ])('is malformed when %s is %s', (name, value) => {
    expect(updatesFrom({ ...ACCEPTED, [name]: value })).toMatchObject({ error: { code: 'callback_malformed' } });
  });
});

describe('the recordings that a task names', () => {
  it.each<[string, unknown, string[]]>([
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
  ])('are found %s', (_, attributes, expected) => {
    expect(recordingsFrom(attributes)).toEqual(expected);
  });

  it('are those of all reservations when the event belongs to none', () => {
    const attributes = {
      conversations: { media: [media(RE1)] },
      reservation_attributes: { [WR]: { media: [media(RE2)] } },
    };
    const { ReservationSid: _, ...event } = ACCEPTED;
    const updates = updatesFrom({ ...event, EventType: 'task.updated', TaskAttributes: JSON.stringify(attributes) });
    expect(updates.ok && updates.value.map(({ recordingSid }) => recordingSid)).toEqual([RE2, RE1]);
  });

  it('are 20 at most', () => {
    const many = Array.from({ length: 30 }, (_, index) => `RE${String(index).padStart(32, '0')}`);
    expect(recordingsFrom({ conversations: { media: many.map(sid => media(sid)) } })).toEqual(many.slice(0, 20));
  });
});
