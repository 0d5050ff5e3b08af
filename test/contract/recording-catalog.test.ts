import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { recordingCallbackUpdate, recordingResourceUpdate } from '../../lambda/domain/catalog/recording-callback.ts';
import { taskEventUpdates } from '../../lambda/domain/catalog/task-event.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';
import { attributesNaming, taskEvent as completeEvent } from '../support/task-event.ts';

let table: CatalogTable;
beforeAll(async () => {
  table = await startCatalogTable();
});
afterAll(() => table.close());

let count = 0;
const newSid = () => `RE${String(++count).padStart(32, '0')}` as RecordingSid;

const ACCOUNT = `AC${'1'.repeat(32)}`;
const worker = (digit: string) => `WK${digit.repeat(32)}`;
const TASK = `WT${'5'.repeat(32)}`;

const callback = (sid: string, fields: Record<string, string>): CatalogUpdate => {
  const update = recordingCallbackUpdate(
    new Map(Object.entries({ RecordingSid: sid, AccountSid: ACCOUNT, ...fields })),
  );
  if (!update.ok) throw new Error(update.error.reason);
  return update.value;
};
const AT = new Date('2026-11-24T02:50:00Z');
/** A task event that names the recording, so many seconds after the recording began. */
const taskEvent = (
  sid: string,
  second: number,
  fields: Readonly<Record<string, string | undefined>>,
  ageSeconds = 60,
): CatalogUpdate => {
  const at = new Date(AT.getTime() + second * 1_000);
  const TaskAttributes = JSON.stringify(attributesNaming(sid));
  const event = completeEvent({ at, ageSeconds }, { TaskSid: TASK, TaskAttributes, ...fields });
  const updates = taskEventUpdates(new Map(Object.entries(event)), at);
  const update = updates.ok && updates.value[0];
  if (!update) throw new Error('the event tells nothing');
  return update;
};
const resource = (sid: string, fields: Record<string, unknown>): CatalogUpdate => {
  const update = recordingResourceUpdate({ sid, account_sid: ACCOUNT, ...fields });
  if (!update.ok) throw new Error(update.error.reason);
  return update.value;
};

/**
 * Everything that happens to a call that two agents handle, Twilio's own repetitions and the backfill included, and what
 * somebody tries who names the recording in a task of their own.
 */
const storyOf = (sid: string): CatalogUpdate[] => [
  callback(sid, { RecordingStatus: 'in-progress', CallSid: `CA${'2'.repeat(32)}`, RecordingChannels: '2' }),
  callback(sid, {
    RecordingStatus: 'completed',
    RecordingDuration: '13',
    RecordingStartTime: 'Tue, 24 Nov 2026 02:50:00 +0000',
    EncryptionDetails: '{"public_key_sid":"CR1","encrypted_cek":"a","iv":"b"}',
  }),
  taskEvent(sid, 0, { EventType: 'task.updated', TaskQueueName: 'Entry' }),
  taskEvent(sid, 1, { WorkerSid: worker('a'), TaskQueueName: 'Billing' }),
  // Adds nothing to the one before and the one after it.
  taskEvent(sid, 2, { EventType: 'task.updated', TaskQueueSid: undefined }),
  taskEvent(sid, 9, { EventType: 'reservation.completed', WorkerSid: worker('b'), TaskQueueSid: undefined }),
  taskEvent(sid, 5, {
    EventType: 'reservation.wrapup',
    TaskSid: `WT${'e'.repeat(32)}`,
    WorkerSid: worker('e'),
    TaskQueueName: 'Mine',
  }),
  // The same moment as the transfer: the greater text counts.
  taskEvent(sid, 9, { EventType: 'reservation.completed', WorkerSid: worker('c'), TaskQueueSid: undefined }),
  resource(sid, { status: 'processing', duration: '0' }),
  resource(sid, { status: 'completed', duration: '12', channels: 2 }),
  callback(sid, { RecordingStatus: 'absent', RecordingDuration: '0' }),
  callback(sid, { RecordingStatus: 'failed' }),
  callback(sid, { EncryptionDetails: '{"iv":' }),
  callback(sid, { EncryptionDetails: 'null' }),
];
const OUTCOME = {
  account_sid: ACCOUNT,
  call_sid: `CA${'2'.repeat(32)}`,
  channels: 2,
  started_at: '2026-11-24T02:50:00.000Z',
  status: 'completed',
  duration_seconds: 13,
  encryption: { public_key_sid: 'CR1', encrypted_cek: 'a', iv: 'b' },
  encryption_raw: new Set(['{"iv":', 'null']),
  task_reports: new Set([
    `{"at":"2026-11-24T02:50:00.000Z","task":"${TASK}","created":"2026-11-24T02:49:00.000Z","queue":"Entry"}`,
    `{"at":"2026-11-24T02:50:01.000Z","task":"${TASK}","created":"2026-11-24T02:49:01.000Z","agent":"${worker('a')}","queue":"Billing"}`,
    `{"at":"2026-11-24T02:50:09.000Z","task":"${TASK}","created":"2026-11-24T02:49:09.000Z","agent":"${worker('c')}"}`,
    `{"at":"2026-11-24T02:50:05.000Z","task":"WT${'e'.repeat(32)}","created":"2026-11-24T02:49:05.000Z","agent":"${worker('e')}","queue":"Mine"}`,
  ]),
};

describe('the catalog', () => {
  test('comes to the same entry whatever the order of the messages, and however often each arrives', async () => {
    const steps = storyOf(newSid()).map((_, index) => index);
    const orders = fc
      .array(fc.constantFrom(...steps), { maxLength: 8 })
      .chain(repeated => fc.shuffledSubarray([...steps, ...repeated], { minLength: steps.length + repeated.length }));
    await fc.assert(
      fc.asyncProperty(orders, async order => {
        const sid = newSid();
        const story = storyOf(sid);
        for (const index of order) await table.writer.apply(story[index] as CatalogUpdate);
        expect(await table.item(sid)).toEqual({ recording_sid: sid, ...OUTCOME });
      }),
      { numRuns: 60 },
    );
  });

  test('comes to that entry also when all messages arrive at once', async () => {
    const sid = newSid();
    await Promise.all(storyOf(sid).map(update => table.writer.apply(update)));
    expect(await table.item(sid)).toEqual({ recording_sid: sid, ...OUTCOME });
  });

  test('tells a message that changes something from one that repeats what is known', async () => {
    const sid = newSid();
    const [first, second, , accepted] = storyOf(sid) as [CatalogUpdate, CatalogUpdate, CatalogUpdate, CatalogUpdate];
    const changes = [];
    for (const update of [first, first, second, second, first, accepted, accepted]) {
      changes.push((await table.writer.apply(update)) as unknown);
    }
    expect(changes).toEqual(
      ['changed', 'unchanged', 'changed', 'unchanged', 'unchanged', 'changed', 'unchanged'].map(value => ({
        ok: true,
        value,
      })),
    );
  });

  test('keeps encryption details that cannot be read beside good ones that follow', async () => {
    const sid = newSid();
    await table.writer.apply(callback(sid, { EncryptionDetails: '{' }));
    expect(await table.catalog.find(sid)).toMatchObject({ value: { encryptionRaw: ['{'] } });
    await table.writer.apply(
      resource(sid, { encryption_details: { public_key_sid: 'CR1', encrypted_cek: 'a', iv: 'b' } }),
    );
    expect(await table.catalog.find(sid)).toMatchObject({
      value: { encryptionRaw: ['{'], encryption: { publicKeySid: 'CR1', encryptedCek: 'a', iv: 'b' } },
    });
  });

  test.each([
    ['in-progress', 'processing'],
    ['processing', 'deleted'],
    ['deleted', 'failed'],
    ['failed', 'absent'],
    ['absent', 'completed'],
    ['a word written by hand', 'in-progress'],
  ])('takes a recording that was %s for %s once that is said, and never back', async (before, after) => {
    const sid = newSid();
    await table.put({ recording_sid: sid, status: before });
    await table.writer.apply(callback(sid, { RecordingStatus: after }));
    expect(await table.item(sid)).toMatchObject({ status: after });
    expect(await table.writer.apply(callback(sid, { RecordingStatus: after }))).toEqual({
      ok: true,
      value: 'unchanged',
    });
    const back = callback(sid, { RecordingStatus: before });
    if (back.progress) expect(await table.writer.apply(back)).toEqual({ ok: true, value: 'unchanged' });
    expect(await table.item(sid)).toMatchObject({ status: after });
  });

  test('learns the duration from a completed recording alone, whoever told of it first', async () => {
    const sid = newSid();
    await table.writer.apply(resource(sid, { status: 'processing', duration: '0' }));
    expect(await table.item(sid)).toEqual({ recording_sid: sid, account_sid: ACCOUNT, status: 'processing' });
    await table.writer.apply(resource(sid, { status: 'completed', duration: '1320' }));
    expect(await table.item(sid)).toMatchObject({ status: 'completed', duration_seconds: 1_320 });
  });

  test('gives a recording to no task that names it later, however early its message arrives', async () => {
    const sid = newSid();
    const accepted = (taskSid: string, second: number, agent: string) =>
      taskEvent(sid, second, { TaskSid: taskSid, WorkerSid: worker(agent) });
    const agentIs = async () => {
      const entry = await table.catalog.find(sid);
      return entry.ok && entry.value?.agentWorkerSid;
    };
    await table.writer.apply(accepted(`WT${'e'.repeat(32)}`, 20, 'e'));
    await table.writer.apply(accepted(TASK, 30, 'b'));
    expect(await agentIs()).toBe(worker('e'));
    // The true task's first message was late; with it, what came before counts again.
    await table.writer.apply(accepted(TASK, 10, 'a'));
    expect(await agentIs()).toBe(worker('b'));
    await table.writer.apply(accepted(`WT${'e'.repeat(32)}`, 40, 'e'));
    expect(await agentIs()).toBe(worker('b'));
  });

  test('keeps three reports of a task at most, however many it sends, and so its last transfer', async () => {
    const sid = newSid();
    for (let second = 0; second < 70; second++) {
      await table.writer.apply(taskEvent(sid, second, { EventType: 'task.updated' }));
    }
    const transfer = taskEvent(sid, 70, { WorkerSid: worker('b') });
    expect(await table.writer.apply(transfer)).toEqual({ ok: true, value: 'changed' });
    expect(await table.item(sid)).toMatchObject({ task_reports: { size: 2 } });
    expect(await table.catalog.find(sid)).toMatchObject({ value: { agentWorkerSid: worker('b') } });
  });

  test('takes a report that adds nothing for unchanged, also when it repeats one that was taken out', async () => {
    const sid = newSid();
    const update = (second: number) => taskEvent(sid, second, { EventType: 'task.updated' });
    const changes = [];
    for (const second of [0, 9, 5, 5, 9]) changes.push(await table.writer.apply(update(second)));
    expect(changes).toMatchObject(
      ['changed', 'changed', 'unchanged', 'unchanged', 'unchanged'].map(value => ({ value })),
    );
  });

  test('keeps 60 reports, so that no crowd of tasks can fill the item; says of more that they were dropped', async () => {
    const sid = newSid();
    const named = (task: number) =>
      taskEvent(sid, task, { EventType: 'task.updated', TaskSid: `WT${String(task).padStart(32, '0')}` });
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
    ['before the task’s word', [0, 1]],
    ['after it', [1, 0]],
  ])('gives a recording to no task that was created after its start, which is told %s', async (_, order) => {
    const sid = newSid();
    const told = [
      callback(sid, { RecordingStartTime: 'Tue, 24 Nov 2026 02:50:00 +0000' }),
      taskEvent(sid, 900, { WorkerSid: worker('e') }, 599),
    ];
    for (const index of order) await table.writer.apply(told[index] as CatalogUpdate);
    expect(await table.catalog.find(sid)).not.toMatchObject({ value: { agentWorkerSid: expect.anything() } });
    await table.writer.apply(taskEvent(sid, 950, { TaskSid: `WT${'2'.repeat(32)}`, WorkerSid: worker('a') }, 1_000));
    expect(await table.catalog.find(sid)).toMatchObject({ value: { agentWorkerSid: worker('a') } });
  });

  test('reads reports of earlier versions, which say a team and no creation', async () => {
    const sid = newSid();
    const member = `{"at":"2026-11-24T02:50:00.000Z","task":"${TASK}","agent":"${worker('a')}","team":"Billing"}`;
    await table.put({ recording_sid: sid, started_at: '2026-11-24T02:40:00.000Z', task_reports: new Set([member]) });
    expect(await table.catalog.find(sid)).toMatchObject({ value: { taskSid: TASK, agentWorkerSid: worker('a') } });
    await table.writer.apply(taskEvent(sid, 9, { WorkerSid: worker('b') }));
    const entry = await table.catalog.find(sid);
    expect(entry).toMatchObject({ value: { taskSid: TASK, agentWorkerSid: worker('b') } });
    expect(entry.ok && entry.value).not.toHaveProperty('team');
  });

  test('takes the company’s word before Twilio’s, and Twilio’s again once it is cleared', async () => {
    const sid = newSid();
    for (const update of storyOf(sid)) await table.writer.apply(update);
    const facts = { restricted: true, team: 'Legal', tags: ['complaint'] };
    await table.writer.apply({ recordingSid: sid, decided: { facts, cleared: [] } });
    for (const update of storyOf(sid)) await table.writer.apply(update);
    const agentWorkerSid = worker('c');
    expect(await table.catalog.find(sid)).toMatchObject({ value: { ...facts, agentWorkerSid, queue: 'Billing' } });

    const again = { recordingSid: sid, decided: { facts: { restricted: true, team: 'Legal' }, cleared: [] } };
    expect(await table.writer.apply(again)).toEqual({ ok: true, value: 'unchanged' });

    const clear = { recordingSid: sid, decided: { facts: {}, cleared: ['tags', 'team'] as const } };
    expect(await table.writer.apply(clear)).toEqual({ ok: true, value: 'changed' });
    expect(await table.writer.apply(clear)).toEqual({ ok: true, value: 'unchanged' });
    const entry = await table.catalog.find(sid);
    expect(entry).toMatchObject({ value: { restricted: true, agentWorkerSid } });
    expect(entry.ok && Object.keys(entry.value ?? {})).not.toContain('tags');
    expect(entry.ok && Object.keys(entry.value ?? {})).not.toContain('team');
  });

  test('gives back what was told', async () => {
    const sid = newSid();
    for (const update of storyOf(sid)) await table.writer.apply(update);
    expect(await table.catalog.find(sid)).toEqual({
      ok: true,
      value: {
        recordingSid: sid,
        accountSid: ACCOUNT,
        callSid: `CA${'2'.repeat(32)}`,
        channels: 2,
        startedAt: new Date('2026-11-24T02:50:00Z'),
        status: 'completed',
        durationSeconds: 13,
        encryption: { publicKeySid: 'CR1', encryptedCek: 'a', iv: 'b' },
        encryptionRaw: ['null', '{"iv":'],
        taskSid: TASK,
        agentWorkerSid: worker('c'),
        queue: 'Billing',
      },
    });
  });

  test('knows nothing of a recording that nobody told about', async () => {
    expect(await table.catalog.find(newSid())).toEqual({ ok: true, value: undefined });
  });

  test.each([
    { restricted: 'true' },
    { duration_seconds: '13' },
    { started_at: 'yesterday' },
    { tags: 'complaint' },
    { encryption: { iv: 'b' } },
    { encryption_raw: '{' },
    { task_reports: 'somebody' },
    { task_reports: new Set(['somebody']) },
  ])('fails over an item that cannot be read (%j) rather than take its fact for unknown', async fact => {
    const sid = newSid();
    await table.put({ recording_sid: sid, ...fact });
    expect(await table.catalog.find(sid)).toMatchObject({
      error: { code: 'forbidden', reason: `catalog_item_malformed_${Object.keys(fact)[0]}` },
    });
  });

  test('leaves alone what others keep in an item', async () => {
    const sid = newSid();
    await table.put({ recording_sid: sid, verified: { etag: '"e"' }, noted_by_hand: 1 });
    for (const update of storyOf(sid)) await table.writer.apply(update);
    expect(await table.item(sid)).toMatchObject({ verified: { etag: '"e"' }, noted_by_hand: 1, status: 'completed' });
  });

  test.each(['GetItem', 'UpdateItem'])('fails as unavailable when DynamoDB throttles %s', async operation => {
    await fetch(`${table.endpoint.url}/__faults`, {
      method: 'POST',
      body: JSON.stringify({ service: 'dynamodb', operation, fault: 'throttle', count: 50 }),
    });
    const sid = newSid();
    const outcome =
      operation === 'GetItem'
        ? await table.catalog.find(sid)
        : await table.writer.apply(storyOf(sid)[0] as CatalogUpdate);
    await fetch(`${table.endpoint.url}/__faults`, { method: 'DELETE' });
    expect(outcome).toMatchObject({ error: { code: 'unavailable', reason: 'catalog_throttled' } });
  });
});
