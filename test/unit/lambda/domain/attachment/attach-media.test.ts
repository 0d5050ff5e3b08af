import { describe, expect, test } from 'vitest';
import { attachMedia } from '../../../../../lambda/domain/attachment/attach-media.ts';
import type { Attachment } from '../../../../../lambda/domain/attachment/attachment.ts';
import type { Reservation, TaskProblem, Tasks } from '../../../../../lambda/domain/attachment/ports.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';
import { memoryTasks } from '../../../../fakes/memory-tasks.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const TASK = `WT${'2'.repeat(32)}`;
const NOW = new Date('2026-11-24T10:00:00Z');
const attachment: Attachment = {
  taskSid: TASK,
  recordingSid: `RE${'3'.repeat(32)}` as RecordingSid,
  recordingStartedAt: new Date('2026-11-24T09:50:00Z'),
};
const attach = (tasks: Tasks, now = () => NOW, more: Partial<Attachment> = {}) =>
  attachMedia(
    { tasks, accountSid: ACCOUNT, urlProviderUrl: 'https://api.example.com/sec_rec', now },
    { ...attachment, ...more },
  );
const world = (attributes: unknown = {}, accountSid = ACCOUNT) =>
  memoryTasks({ [TASK]: { accountSid, attributes: JSON.stringify(attributes) } });
const mediaOf = (tasks: ReturnType<typeof memoryTasks>) => JSON.parse(tasks.attributesOf(TASK)).conversations?.media;

describe('attaching a recording to a task', () => {
  test('writes the merged attributes', async () => {
    const tasks = world({ name: 'Ada' });
    expect(await attach(tasks)).toEqual({ kind: 'attached' });
    expect(mediaOf(tasks)).toHaveLength(1);
  });

  test('attaches once when it is asked three times, and when two attach at the same time', async () => {
    const tasks = world();
    const outcomes = await Promise.all([attach(tasks), attach(tasks), attach(tasks)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['already_attached', 'already_attached', 'attached']);
    expect(mediaOf(tasks)).toHaveLength(1);
  });

  test('keeps what others write between the reading and the writing', async () => {
    const tasks = world({ step: 0 });
    let others = 0;
    const contended: Tasks = {
      ...tasks,
      read: async sid => {
        const task = await tasks.read(sid);
        if (others < 3) tasks.change(TASK, JSON.stringify({ step: ++others }));
        return task;
      },
    };
    expect(await attach(contended)).toEqual({ kind: 'attached' });
    expect(JSON.parse(tasks.attributesOf(TASK))).toMatchObject({ step: 3, conversations: { media: [{}] } });
  });

  test('leaves the task to a later attempt when it keeps changing', async () => {
    const tasks = world();
    const restless: Tasks = {
      ...tasks,
      replaceAttributes: async () => ({ problem: 'changed', reason: 'task_changed' }),
    };
    let asked = 0;
    const outcome = await attach(restless, () => new Date(NOW.getTime() + 500 * asked++));
    expect(outcome).toEqual({ kind: 'retry', reason: 'task_keeps_changing' });
  });

  test.each<[TaskProblem['problem'], string]>([
    ['gone', 'given_up'],
    ['refused', 'given_up'],
    ['unavailable', 'retry'],
  ])('passes on that a task is %s, in reading and in writing', async (problem, kind) => {
    const failed: TaskProblem = { problem, reason: 'why' };
    expect(await attach({ ...world(), read: async () => failed })).toEqual({ kind, reason: 'why' });
    expect(await attach({ ...world(), replaceAttributes: async () => failed })).toEqual({ kind, reason: 'why' });
  });

  test('leaves the task of another account alone', async () => {
    const tasks = world({}, `AC${'9'.repeat(32)}`);
    expect(await attach(tasks)).toEqual({ kind: 'given_up', reason: 'task_of_another_account' });
    expect(mediaOf(tasks)).toBeUndefined();
  });

  test('writes nothing to attributes that are not JSON', async () => {
    const tasks = memoryTasks({ [TASK]: { accountSid: ACCOUNT, attributes: 'hello' } });
    expect(await attach(tasks)).toEqual({ kind: 'given_up', reason: 'attributes_not_json' });
    expect(tasks.attributesOf(TASK)).toBe('hello');
  });

  test.each([
    ['attaches', 'two minutes after the task was completed', 120, 'attached'],
    ['gives up', 'later than that', 121, 'given_up'],
  ])('%s %s', async (_, __, seconds, kind) => {
    const endedAt = new Date(NOW.getTime() - Number(seconds) * 1_000);
    const tasks = memoryTasks({ [TASK]: { accountSid: ACCOUNT, attributes: '{}', endedAt } });
    expect(await attach(tasks)).toMatchObject({ kind });
  });
});

describe("attaching a recording of the worker's leg", () => {
  const [CUSTOMER, LEG] = [`CA${'4'.repeat(32)}`, `CA${'5'.repeat(32)}`];
  const [FIRST, SECOND] = [`WR${'1'.repeat(32)}`, `WR${'2'.repeat(32)}`];
  /** A reservation that was created this number of seconds before the recording began. */
  const reservation = (reservationSid: string, seconds: number, status: Reservation['status'] = 'accepted') => ({
    reservationSid,
    createdAt: new Date(attachment.recordingStartedAt.getTime() - seconds * 1_000),
    status,
  });
  const taskWith = (...reservations: Reservation[]) =>
    memoryTasks({
      [TASK]: { accountSid: ACCOUNT, attributes: JSON.stringify({ call_sid: CUSTOMER }), reservations },
    });
  const attachLeg = (tasks: Tasks) => attach(tasks, undefined, { callSid: LEG });
  const reservationsOf = (tasks: ReturnType<typeof memoryTasks>) =>
    Object.keys(JSON.parse(tasks.attributesOf(TASK)).reservation_attributes ?? {});

  test.each<[string, Reservation[], string]>([
    ['the only one', [reservation(FIRST, 10)], FIRST],
    [
      'the one that was created last before, not the later one',
      [reservation(SECOND, -60), reservation(FIRST, 10)],
      FIRST,
    ],
    ['the later one when it began after it', [reservation(SECOND, 0), reservation(FIRST, 70)], SECOND],
    [
      'the accepted one, not one that is being offered',
      [reservation(FIRST, 70), reservation(SECOND, 5, 'offered')],
      FIRST,
    ],
  ])('adds it to the reservation of that worker: %s', async (_, reservations, expected) => {
    const tasks = taskWith(...reservations);
    expect(await attachLeg(tasks)).toEqual({ kind: 'attached' });
    expect(reservationsOf(tasks)).toEqual([expected]);
    expect(mediaOf(tasks)).toBeUndefined();
    expect(await attachLeg(tasks)).toEqual({ kind: 'already_attached' });
  });

  test('waits while the worker has not accepted yet', async () => {
    const outcome = await attachLeg(taskWith(reservation(FIRST, 1, 'offered')));
    expect(outcome).toEqual({ kind: 'retry', reason: 'reservation_not_accepted_yet' });
  });

  test('adds it to the task when nobody accepted a reservation before it began', async () => {
    const tasks = taskWith(reservation(FIRST, -60));
    expect(await attachLeg(tasks)).toEqual({ kind: 'attached' });
    expect(mediaOf(tasks)).toHaveLength(1);
  });

  test('is tried again when the reservations cannot be read', async () => {
    const problem: TaskProblem = { problem: 'unavailable', reason: 'twilio_timeout' };
    const tasks = { ...taskWith(reservation(FIRST, 1)), reservations: async () => problem };
    expect(await attachLeg(tasks)).toEqual({ kind: 'retry', reason: 'twilio_timeout' });
  });

  test.each([
    ['of the conference', {}],
    ["of the customer's call", { callSid: CUSTOMER }],
  ])('reads no reservations for a recording %s, which belongs to the task', async (_, facts) => {
    const tasks = taskWith(reservation(FIRST, 10));
    const unread: Tasks = { ...tasks, reservations: () => Promise.reject(new Error('not expected')) };
    expect(await attach(unread, undefined, facts)).toEqual({ kind: 'attached' });
    expect(mediaOf(tasks)).toHaveLength(1);
  });
});
