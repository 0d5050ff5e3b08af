import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { storeUpdate } from '../../lambda/domain/catalog/join-updates.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { memoryCatalogParts } from '../fakes/memory-catalog-parts.ts';
import { worker } from '../support/catalog-story.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';
import {
  accepted,
  inConference,
  type JoinedCall,
  newCall,
  recorded,
  STORIES,
  segmentLink,
  updated,
} from '../support/joined-stories.ts';

let table: CatalogTable;
beforeAll(async () => {
  table = await startCatalogTable();
});
afterAll(() => table.close());

/** What a catalog knows in the end. */
type Outcome = { readonly agentWorkerSid: string | undefined; readonly taskSid: string | undefined };
interface Catalog {
  readonly store: (update: CatalogUpdate) => Promise<unknown>;
  readonly outcome: (recording: RecordingSid) => Promise<Outcome>;
  /** All that is stored about the recording. */
  readonly stored: (recording: RecordingSid) => Promise<unknown>;
  readonly runs: number;
}
const inMemory = (): Catalog => {
  const { parts, handling, reports } = memoryCatalogParts();
  return {
    store: async update => expect(await storeUpdate(parts, update)).toMatchObject({ ok: true }),
    outcome: async recording => {
      const { agentWorkerSid, taskSid } = handling(recording);
      return { agentWorkerSid, taskSid };
    },
    stored: async recording => reports(recording),
    runs: 300,
  };
};
const inDynamoDb = (): Catalog => ({
  store: async update => expect(await table.writer.apply(update)).toMatchObject({ ok: true }),
  outcome: async recording => {
    const found = await table.catalog.find(recording);
    const { agentWorkerSid, taskSid } = (found.ok && found.value) || {};
    return { agentWorkerSid, taskSid };
  },
  stored: async recording => {
    const { recording_sid: _, task_reports, ...item } = (await table.item(recording)) ?? {};
    return Object.entries({ ...item, task_reports: [...((task_reports as Set<string>) ?? [])].sort() }).sort();
  },
  runs: 25,
});

/** Every order of all messages, some of them repeated, up to six. */
const orders = (count: number) =>
  fc.array(fc.nat(count - 1), { maxLength: 6 - count }).chain(repeated => {
    const all = [...Array.from({ length: count }, (_, index) => index), ...repeated];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
/** What is stored, with the call's own digits replaced, so that two calls can be compared. */
const comparable = (stored: unknown, { recording }: JoinedCall): string =>
  JSON.stringify(stored).replaceAll(recording.slice(3), '').replaceAll(recording.slice(2), '');

describe.each([
  ['the domain', inMemory],
  ['DynamoDB', inDynamoDb],
])('in %s', (_, start) => {
  test.each(STORIES)(
    '%s: the same result in every order, however often each message arrives',
    async (_title, story, agent, task) => {
      const catalog = start();
      const expected = async (call: JoinedCall) =>
        expect(await catalog.outcome(call.recording)).toEqual({
          agentWorkerSid: agent && worker(agent),
          taskSid: task && call[task],
        });
      const inOrder = newCall();
      for (const update of story(inOrder)) await catalog.store(update);
      await expected(inOrder);
      const reference = comparable(await catalog.stored(inOrder.recording), inOrder);
      await fc.assert(
        fc.asyncProperty(orders(story(inOrder).length), fc.boolean(), async (order, atOnce) => {
          const call = newCall();
          const messages = order.map(index => story(call)[index] as CatalogUpdate);
          if (atOnce) await Promise.all(messages.map(catalog.store));
          else for (const message of messages) await catalog.store(message);
          await expected(call);
          expect(comparable(await catalog.stored(call.recording), call)).toBe(reference);
        }),
        { numRuns: catalog.runs },
      );
    },
  );
});

test('the index names the task that named the recording first', async () => {
  const call = newCall();
  const [, story] = STORIES[3] ?? [];
  for (const update of (story?.(call) ?? []).reverse()) await table.writer.apply(update);
  const { signal } = new AbortController();
  expect(await table.groups.list({ by: 'task_sid', sid: call.task }, signal)).toEqual({
    ok: true,
    value: [call.recording],
  });
  expect(await table.groups.list({ by: 'task_sid', sid: call.other }, signal)).toEqual({ ok: true, value: [] });
});

test('the index of agents names the agent of the task that named the recording first, also after a change', async () => {
  const call = newCall();
  const handledBy = async () => (await table.item(call.recording))?.['handled_by'];
  const named = segmentLink(call);
  await table.writer.apply(accepted(call, 20, 'a', named));
  expect(await handledBy()).toBe(worker('a'));
  await table.writer.apply(accepted(call, 30, 'b', named));
  expect(await handledBy()).toBe(worker('b'));
  // An older task named the recording, and its report comes late. Nobody has accepted that task yet.
  await table.writer.apply(updated(call, 5, named, call.other));
  expect(await handledBy()).toBeUndefined();
  await table.writer.apply(accepted(call, 6, 'c', named, call.other));
  expect(await handledBy()).toBe(worker('c'));
});

test('many tasks that name a conference do not keep its recording out', async () => {
  const call = newCall();
  await table.writer.apply(accepted(call, 5, 'a', inConference(call)));
  const changes = new Set<unknown>();
  for (let index = 0; index < 70; index += 1) {
    const changed = await table.writer.apply(
      updated(call, 10 + index, inConference(call), `WT${String(index).padStart(32, '7')}`),
    );
    changes.add(changed.ok && changed.value);
  }
  expect(changes).toContain('dropped');
  await table.writer.apply(recorded(call, { ConferenceSid: call.conference }));
  expect(await table.catalog.find(call.recording)).toMatchObject({
    value: { agentWorkerSid: worker('a'), taskSid: call.task },
  });
});
