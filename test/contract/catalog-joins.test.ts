import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogUpdate } from '../../lambda/domain/catalog/catalog-update.ts';
import { storeUpdate } from '../../lambda/domain/catalog/join-updates.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { memoryCatalogParts } from '../fakes/memory-catalog-parts.ts';
import { callback, newSid, taskMessage, worker } from '../support/catalog-story.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';

let table: CatalogTable;
beforeAll(async () => {
  table = await startCatalogTable();
});
afterAll(() => table.close());

/** SIDs of one call, unlike those of any other. */
const newCall = () => {
  const recording = newSid();
  const digits = recording.slice(2);
  return {
    recording,
    conference: `CF${digits}`,
    call: `CA${digits}`,
    task: `WT${digits}`,
    other: `WT9${digits.slice(1)}`,
  };
};
type Call = ReturnType<typeof newCall>;

const START = 'Tue, 24 Nov 2026 02:50:00 +0000';
const recorded = (call: Call, fields: Record<string, string> = {}) =>
  callback(call.recording, { RecordingStatus: 'completed', RecordingStartTime: START, ...fields });
const inConference = ({ conference }: Call) => ({ conference: { sid: conference } });
const segmentLink = ({ recording }: Call) => ({
  conversations: { segment_link: `https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/${recording}` },
});
const accepted = (call: Call, second: number, agent: string, attributes: object = {}, TaskSid = call.task) =>
  taskMessage(second, attributes, { TaskSid, WorkerSid: worker(agent) });
const updated = (call: Call, second: number, attributes: object, TaskSid = call.task) =>
  taskMessage(second, attributes, { EventType: 'task.updated', TaskSid });

/** Messages about a call, and the agent and task that they come to in any order. */
const STORIES: readonly [
  string,
  (call: Call) => CatalogUpdate[],
  agent: string | undefined,
  task: keyof Call | undefined,
][] = [
  [
    'a recording that is named after the task is complete',
    call => [recorded(call), accepted(call, 5, 'a'), updated(call, 90, segmentLink(call))],
    'a',
    'task',
  ],
  [
    'a conference that joins task and recording without any SID in the attributes',
    call => [
      recorded(call, { ConferenceSid: call.conference }),
      accepted(call, 5, 'a'),
      updated(call, 6, inConference(call)),
      taskMessage(60, {}, { EventType: 'reservation.completed', TaskSid: call.task, WorkerSid: worker('b') }),
    ],
    'b',
    'task',
  ],
  [
    'a call whose SID is in the attributes',
    call => [recorded(call, { CallSid: call.call }), accepted(call, 5, 'a', { call_sid: call.call })],
    'a',
    'task',
  ],
  [
    'somebody who writes the conference of a colleague into an own, older task',
    call => [
      recorded(call, { ConferenceSid: call.conference }),
      accepted(call, 5, 'a', inConference(call)),
      accepted(call, 1, 'e', {}, call.other),
      updated(call, 30, inConference(call), call.other),
    ],
    'a',
    'task',
  ],
  [
    'somebody who names the recording itself, when the task has named the conference before',
    call => [
      recorded(call, { ConferenceSid: call.conference }),
      updated(call, 4, inConference(call)),
      accepted(call, 40, 'e', segmentLink(call), call.other),
      accepted(call, 5, 'a'),
    ],
    'a',
    'task',
  ],
  [
    'a transfer, and somebody else, in six messages',
    call => [
      recorded(call, { ConferenceSid: call.conference, CallSid: call.call }),
      accepted(call, 5, 'a'),
      updated(call, 6, { ...inConference(call), call_sid: call.call }),
      accepted(call, 50, 'b'),
      updated(call, 90, segmentLink(call)),
      accepted(call, 20, 'e', { ...inConference(call), ...segmentLink(call) }, call.other),
    ],
    'b',
    'task',
  ],
  [
    'a task that was created too late',
    call => [
      recorded(call, { ConferenceSid: call.conference }),
      taskMessage(900, inConference(call), { TaskSid: call.other, WorkerSid: worker('e') }, 500),
    ],
    undefined,
    undefined,
  ],
  [
    'a task that names neither',
    call => [recorded(call, { ConferenceSid: call.conference }), accepted(call, 5, 'a')],
    undefined,
    undefined,
  ],
];

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
const comparable = (stored: unknown, { recording }: Call): string =>
  JSON.stringify(stored).replaceAll(recording.slice(3), '').replaceAll(recording.slice(2), '');

describe.each([
  ['the domain', inMemory],
  ['DynamoDB', inDynamoDb],
])('in %s', (_, start) => {
  test.each(STORIES)(
    '%s: the same result in every order, however often each message arrives',
    async (_title, story, agent, task) => {
      const catalog = start();
      const expected = async (call: Call) =>
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
