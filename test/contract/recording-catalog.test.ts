import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { recordingCallbackUpdate, recordingResourceUpdate } from '../../lambda/domain/catalog/recording-callback.ts';
import { taskEventUpdates } from '../../lambda/domain/catalog/task-event.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';

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
const NOW = new Date('2026-11-24T03:00:00Z');

const callback = (sid: string, fields: Record<string, string>): CatalogUpdate => {
  const update = recordingCallbackUpdate(
    new Map(Object.entries({ RecordingSid: sid, AccountSid: ACCOUNT, ...fields })),
  );
  if (!update.ok) throw new Error(update.error.reason);
  return update.value;
};
const taskEvent = (sid: string, fields: Record<string, string>): CatalogUpdate => {
  const TaskAttributes = JSON.stringify({
    conversations: { media: [{ url_provider: `https://a/?recording=${sid}` }] },
  });
  const updates = taskEventUpdates(new Map(Object.entries({ TaskSid: TASK, TaskAttributes, ...fields })), NOW);
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
  taskEvent(sid, { EventType: 'task.updated', TimestampMs: '1795488600000', TaskQueueName: 'Entry' }),
  taskEvent(sid, {
    EventType: 'reservation.accepted',
    TimestampMs: '1795488601000',
    WorkerSid: worker('a'),
    WorkerAttributes: '{"team_name":"Billing"}',
    TaskQueueName: 'Billing',
  }),
  taskEvent(sid, { EventType: 'reservation.completed', TimestampMs: '1795488609000', WorkerSid: worker('b') }),
  taskEvent(sid, {
    EventType: 'reservation.wrapup',
    TaskSid: `WT${'e'.repeat(32)}`,
    TimestampMs: '1795488605000',
    WorkerSid: worker('e'),
    WorkerAttributes: '{"team_name":"Thieves"}',
    TaskQueueName: 'Mine',
  }),
  // The same moment as the transfer: the greater text counts.
  taskEvent(sid, { EventType: 'reservation.completed', TimestampMs: '1795488609000', WorkerSid: worker('c') }),
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
    `{"at":"2026-11-24T02:50:00.000Z","task":"${TASK}","queue":"Entry"}`,
    `{"at":"2026-11-24T02:50:01.000Z","task":"${TASK}","agent":"${worker('a')}","queue":"Billing","team":"Billing"}`,
    `{"at":"2026-11-24T02:50:09.000Z","task":"${TASK}","agent":"${worker('b')}"}`,
    `{"at":"2026-11-24T02:50:09.000Z","task":"${TASK}","agent":"${worker('c')}"}`,
    `{"at":"2026-11-24T02:50:05.000Z","task":"WT${'e'.repeat(32)}","agent":"${worker('e')}","queue":"Mine","team":"Thieves"}`,
  ]),
};

describe('the catalog', () => {
  it('comes to the same entry whatever the order of the messages, and however often each arrives', async () => {
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

  it('comes to that entry also when all messages arrive at once', async () => {
    const sid = newSid();
    await Promise.all(storyOf(sid).map(update => table.writer.apply(update)));
    expect(await table.item(sid)).toEqual({ recording_sid: sid, ...OUTCOME });
  });

  it('tells a message that changes something from one that repeats what is known', async () => {
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

  it('keeps encryption details that cannot be read beside good ones that follow', async () => {
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

  it.each([
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

  it('learns the duration from a completed recording alone, whoever told of it first', async () => {
    const sid = newSid();
    await table.writer.apply(resource(sid, { status: 'processing', duration: '0' }));
    expect(await table.item(sid)).toEqual({ recording_sid: sid, account_sid: ACCOUNT, status: 'processing' });
    await table.writer.apply(resource(sid, { status: 'completed', duration: '1320' }));
    expect(await table.item(sid)).toMatchObject({ status: 'completed', duration_seconds: 1_320 });
  });

  it('gives a recording to no task that names it later, however early its message arrives', async () => {
    const sid = newSid();
    const accepted = (taskSid: string, second: number, agent: string) =>
      taskEvent(sid, {
        EventType: 'reservation.accepted',
        TaskSid: taskSid,
        TimestampMs: `17954886${String(second).padStart(2, '0')}000`,
        WorkerSid: worker(agent),
      });
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

  it('keeps 60 reports, so that nobody can fill the item, and tells everything else all the same', async () => {
    const sid = newSid();
    for (let second = 0; second < 61; second++) {
      const TimestampMs = String(1_795_488_600_000 + second * 1_000);
      await table.writer.apply(taskEvent(sid, { EventType: 'task.updated', TimestampMs }));
    }
    expect(await table.item(sid)).toMatchObject({ task_reports: { size: 60 } });
    expect(await table.writer.apply(callback(sid, { RecordingStatus: 'completed' }))).toEqual({
      ok: true,
      value: 'changed',
    });
  });

  it('takes the company’s word before Twilio’s, and Twilio’s again once it is cleared', async () => {
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

  it('does not give an agent whom the company names the team of the one whom Twilio named', async () => {
    const sid = newSid();
    await table.writer.apply(storyOf(sid)[3] as CatalogUpdate);
    expect(await table.catalog.find(sid)).toMatchObject({ value: { agentWorkerSid: worker('a'), team: 'Billing' } });
    const facts = { agentWorkerSid: worker('d') };
    await table.writer.apply({ recordingSid: sid, decided: { facts, cleared: [] } });
    expect(await table.catalog.find(sid)).toEqual({
      ok: true,
      value: { recordingSid: sid, taskSid: TASK, agentWorkerSid: worker('d'), queue: 'Billing' },
    });
  });

  it('gives back what was told', async () => {
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

  it('knows nothing of a recording that nobody told about', async () => {
    expect(await table.catalog.find(newSid())).toEqual({ ok: true, value: undefined });
  });

  it.each([
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

  it('leaves alone what others keep in an item', async () => {
    const sid = newSid();
    await table.put({ recording_sid: sid, verified: { etag: '"e"' }, noted_by_hand: 1 });
    for (const update of storyOf(sid)) await table.writer.apply(update);
    expect(await table.item(sid)).toMatchObject({ verified: { etag: '"e"' }, noted_by_hand: 1, status: 'completed' });
  });

  it.each(['GetItem', 'UpdateItem'])('fails as unavailable when DynamoDB throttles %s', async operation => {
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
