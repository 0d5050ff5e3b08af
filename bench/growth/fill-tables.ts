import { promisify } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite/db/index.js';
import { eventAt } from '../../test/support/audit-events.ts';

/** Events of each recording, and of each user, whatever the size of the table. */
const EVENTS_OF_A_RECORDING = 20;
const EVENTS_OF_A_USER = 50;
const BATCH = 1_000;
const FIRST_EVENT_MS = Date.parse('2026-01-01T00:00:00.000Z');
const EVENT_EVERY_MS = 20_000;

const sid = (prefix: 'RE' | 'WK', number: number): string => `${prefix}${number.toString(16).padStart(32, '0')}`;

/** The time of the first event, and the time between two. */
export interface EventTimes {
  readonly firstMs: number;
  readonly everyMs: number;
}

/** The generated content of the tables of a database. */
export interface Filled {
  readonly items: number;
  readonly recordings: number;
  readonly users: number;
}

/** Returns a random recording, or a random user, of a filled table. */
export const someRecording = ({ recordings }: Filled): string => sid('RE', Math.floor(Math.random() * recordings));
export const someUser = ({ users }: Filled): string => sid('WK', Math.floor(Math.random() * users));

/** The agent of a recording: one of a thousand. */
export const agentOf = (recording: string): string => sid('WK', Number.parseInt(recording.slice(2), 16) % 1_000);

/** The name of a user, and the call, the task and the conference of a recording. Each has one. */
export const nameOf = (user: string): string => `${user.toLowerCase()}@example.com`;
export const groupsOf = (recording: string) => ({
  call_sid: recording.replace('RE', 'CA'),
  task_sid: recording.replace('RE', 'WT'),
  conference_sid: recording.replace('RE', 'CF'),
});

/**
 * Fills the audit table and the catalog with this number of items each, in the format of dynalite, including index entries.
 * Writes into its LevelDB, because a million items through `BatchWriteItem` take too long. The folder must not be open.
 */
export const fillTables = async (
  path: string,
  tables: { readonly audit: string; readonly recordings: string },
  options: { readonly items: number; readonly times?: EventTimes; readonly onItems: (done: number) => void },
): Promise<Filled> => {
  const { items, times = { firstMs: FIRST_EVENT_MS, everyMs: EVENT_EVERY_MS }, onItems } = options;
  const filled = {
    items,
    recordings: Math.ceil(items / EVENTS_OF_A_RECORDING),
    users: Math.ceil(items / EVENTS_OF_A_USER),
  };
  const store = dynalite.create({ path });
  await store.db.open();
  const putAudit = await putterOf(store, tables.audit);
  const putRecording = await putterOf(store, tables.recordings);
  for (let first = 0; first < items; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, items - first) }, (_, index) => first + index);
    await putAudit(numbers.map(number => eventItem(number, { ...filled, ...times })));
    await putRecording(numbers.map(recordingItem));
    onItems(first + numbers.length);
  }
  // Waits for the compaction of these writes. It would otherwise disturb the measurement.
  await store.db.compactRange('', '\uffff');
  await store.db.close();
  return filled;
};

/** Distributes the events of a recording, and of a user, over the whole time. */
const eventItem = (number: number, { recordings, users, firstMs, everyMs }: Filled & EventTimes) =>
  marshall(
    eventAt(new Date(firstMs + number * everyMs).toISOString(), {
      recording_sid: sid('RE', number % recordings),
      worker_sid: sid('WK', number % users),
      realm_user_id: nameOf(sid('WK', number % users)),
    }),
  );

const recordingItem = (number: number) =>
  marshall({
    recording_sid: sid('RE', number),
    account_sid: `AC${'1'.repeat(32)}`,
    ...groupsOf(sid('RE', number)),
    started_at: new Date(FIRST_EVENT_MS + number * EVENT_EVERY_MS).toISOString(),
    duration_seconds: 119,
    channels: 2,
    status: 'completed',
    handled_by: agentOf(sid('RE', number)),
    queue: 'Support',
  });

type Store = ReturnType<typeof dynalite.create>;
type Item = Readonly<Record<string, AttributeValue>>;

/** Returns a function that puts items into a table and its indexes. */
const putterOf = async (store: Store, name: string) => {
  const table = await promisify(store.getTable)(name);
  const indexes = table.GlobalSecondaryIndexes ?? [];
  const batchInto = (part: ReturnType<Store['getItemDb']>) => promisify(part.batch);
  return async (items: readonly Item[]): Promise<void> => {
    const main = items.map(item => ({ type: 'put' as const, key: dynalite.createKey(item, table), value: item }));
    await batchInto(store.getItemDb(name))(main);
    const puts = items.flatMap(item => dynalite.getIndexActions(indexes, undefined, item, table).puts);
    for (const index of new Set(puts.map(put => put.index))) {
      const entries = puts
        .filter(put => put.index === index)
        .map(({ key, item }) => ({ type: 'put' as const, key, value: item }));
      await batchInto(store.getIndexDb('Global', name, index))(entries);
    }
  };
};
