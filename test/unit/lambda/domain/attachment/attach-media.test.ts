import { describe, expect, test } from 'vitest';
import { attachMedia } from '../../../../../lambda/domain/attachment/attach-media.ts';
import type { Attachment } from '../../../../../lambda/domain/attachment/attachment.ts';
import type { TaskProblem, Tasks } from '../../../../../lambda/domain/attachment/ports.ts';
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
const attach = (tasks: Tasks, now = () => NOW) =>
  attachMedia({ tasks, accountSid: ACCOUNT, urlProviderUrl: 'https://api.example.com/sec_rec', now }, attachment);
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
