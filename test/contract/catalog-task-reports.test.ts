import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { callback, newSid, taskEvent, taskOf, worker } from '../support/catalog-story.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';

let table: CatalogTable;
beforeAll(async () => {
  table = await startCatalogTable();
});
afterAll(() => table.close());

describe('task reports in the catalog', () => {
  test('assigns the recording to the task that named it first, also when the message of a later task arrives first', async () => {
    const sid = newSid();
    const accepted = (taskSid: string, second: number, agent: string) =>
      taskEvent(sid, second, { TaskSid: taskSid, WorkerSid: worker(agent) });
    const agentIs = async () => {
      const entry = await table.catalog.find(sid);
      return entry.ok && entry.value?.agentWorkerSid;
    };
    await table.writer.apply(accepted(taskOf(sid, 'e'), 20, 'e'));
    await table.writer.apply(accepted(taskOf(sid), 30, 'b'));
    expect(await agentIs()).toBe(worker('e'));
    // The true task's first message was late; with it, what came before counts again.
    await table.writer.apply(accepted(taskOf(sid), 10, 'a'));
    expect(await agentIs()).toBe(worker('b'));
    await table.writer.apply(accepted(taskOf(sid, 'e'), 40, 'e'));
    expect(await agentIs()).toBe(worker('b'));
  });

  test('keeps at most three reports of a task, and the last transfer among them', async () => {
    const sid = newSid();
    for (let second = 0; second < 70; second++) {
      await table.writer.apply(taskEvent(sid, second, { EventType: 'task.updated' }));
    }
    const transfer = taskEvent(sid, 70, { WorkerSid: worker('b') });
    expect(await table.writer.apply(transfer)).toEqual({ ok: true, value: 'changed' });
    expect(await table.item(sid)).toMatchObject({ task_reports: { size: 2 } });
    expect(await table.catalog.find(sid)).toMatchObject({ value: { agentWorkerSid: worker('b') } });
  });

  test('reports unchanged for a report that adds nothing, also when it repeats a removed one', async () => {
    const sid = newSid();
    const update = (second: number) => taskEvent(sid, second, { EventType: 'task.updated' });
    const changes = [];
    for (const second of [0, 9, 5, 5, 9]) changes.push(await table.writer.apply(update(second)));
    expect(changes).toMatchObject(
      ['changed', 'changed', 'unchanged', 'unchanged', 'unchanged'].map(value => ({ value })),
    );
  });

  test('keeps 60 reports, so that many tasks cannot fill the item, and reports that more were dropped', async () => {
    const sid = newSid();
    const named = (task: number) =>
      taskEvent(sid, task, {
        EventType: 'task.updated',
        TaskSid: `WT${sid.slice(-8)}${String(task).padStart(24, '0')}`,
      });
    for (let task = 0; task < 60; task++) await table.writer.apply(named(task));
    expect(await table.writer.apply(named(60))).toEqual({ ok: true, value: 'dropped' });
    expect(await table.writer.apply(named(0))).toEqual({ ok: true, value: 'unchanged' });
    expect(await table.item(sid)).toMatchObject({ task_reports: { size: 60 } });
    expect(await table.writer.apply(callback(sid, { RecordingStatus: 'completed' }))).toEqual({
      ok: true,
      value: 'changed',
    });
  });

  test.each([
    ['before the task event', [0, 1]],
    ['after it', [1, 0]],
  ])('ignores a task that was created after the recording started, which is reported %s', async (_, order) => {
    const sid = newSid();
    const told = [
      callback(sid, { RecordingStartTime: 'Tue, 24 Nov 2026 02:50:00 +0000' }),
      taskEvent(sid, 900, { WorkerSid: worker('e') }, 599),
    ];
    for (const index of order) await table.writer.apply(told[index] as CatalogUpdate);
    expect(await table.catalog.find(sid)).not.toMatchObject({ value: { agentWorkerSid: expect.anything() } });
    await table.writer.apply(taskEvent(sid, 950, { TaskSid: taskOf(sid, 'e'), WorkerSid: worker('a') }, 1_000));
    expect(await table.catalog.find(sid)).toMatchObject({ value: { agentWorkerSid: worker('a') } });
  });

  test('reads reports of earlier versions, which have a team and no creation time', async () => {
    const sid = newSid();
    const member = `{"at":"2026-11-24T02:50:00.000Z","task":"${taskOf(sid)}","agent":"${worker('a')}","team":"Billing"}`;
    await table.put({ recording_sid: sid, started_at: '2026-11-24T02:40:00.000Z', task_reports: new Set([member]) });
    expect(await table.catalog.find(sid)).toMatchObject({
      value: { taskSid: taskOf(sid), agentWorkerSid: worker('a') },
    });
    await table.writer.apply(taskEvent(sid, 9, { WorkerSid: worker('b') }));
    const entry = await table.catalog.find(sid);
    expect(entry).toMatchObject({ value: { taskSid: taskOf(sid), agentWorkerSid: worker('b') } });
    expect(entry.ok && entry.value).not.toHaveProperty('team');
  });
});
