import { describe, expect, test } from 'vitest';
import { sendAttachments } from '../../../../../lambda/catalog-writer/send-attachments.ts';
import { attachMedia } from '../../../../../lambda/domain/attachment/attach-media.ts';
import type { Reservation } from '../../../../../lambda/domain/attachment/ports.ts';
import type { CatalogUpdate } from '../../../../../lambda/domain/catalog/catalog-update.ts';
import { storeUpdate } from '../../../../../lambda/domain/catalog/join-updates.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../../../../lambda/domain/shared/result.ts';
import { memoryCatalogParts } from '../../../../fakes/memory-catalog-parts.ts';
import { memoryTasks } from '../../../../fakes/memory-tasks.ts';
import { ACCOUNT, callback, newSid, taskMessage, worker } from '../../../../support/catalog-story.ts';
import { permutations } from '../../../../support/message-orders.ts';

const TASK = `WT${'1'.repeat(32)}`;
const [FIRST, SECOND] = [`WR${'1'.repeat(32)}`, `WR${'2'.repeat(32)}`];
const [CUSTOMER, LEG, OTHER_LEG] = [`CA${'1'.repeat(32)}`, `CA${'2'.repeat(32)}`, `CA${'3'.repeat(32)}`];
const CONFERENCE = `CF${'1'.repeat(32)}`;
const URL_PROVIDER = 'https://api.example.com/sec_rec';
const [ONE, TWO] = [newSid(), newSid()];

const START = Date.parse('2026-11-24T02:50:00Z');
const recorded = (sid: RecordingSid, second: number, fields: Record<string, string>) =>
  callback(sid, {
    RecordingStatus: 'completed',
    RecordingStartTime: new Date(START + second * 1_000).toUTCString().replace('GMT', '+0000'),
    ...fields,
  });
const conference = (leg: string) => ({
  call_sid: CUSTOMER,
  conference: { sid: CONFERENCE, participants: { customer: CUSTOMER, worker: leg } },
});
const event = (second: number, EventType: string, agent: string, attributes: object): CatalogUpdate =>
  taskMessage(second, attributes, { EventType, TaskSid: TASK, WorkerSid: worker(agent) });
const reservation = (reservationSid: string, second: number): Reservation => ({
  reservationSid,
  createdAt: new Date(START + second * 1_000),
  status: 'accepted',
});

/** A catalog, a task of Twilio's, and what happens between them for each message. */
const world = () => {
  const { parts, entry } = memoryCatalogParts();
  const attributes = JSON.stringify({ ...conference(OTHER_LEG), name: 'Ada' });
  const reservations = [reservation(SECOND, 60), reservation(FIRST, -10)];
  const tasks = memoryTasks({ [TASK]: { accountSid: ACCOUNT, attributes, reservations } });
  const attaching = { tasks, accountSid: ACCOUNT, urlProviderUrl: URL_PROVIDER, now: () => new Date(START) };
  const outcomes = new Set<string>();
  const queue = {
    catalog: { find: async (sid: RecordingSid) => ok(entry(sid)) },
    send: async (attachment: Parameters<typeof attachMedia>[1]) => {
      outcomes.add((await attachMedia(attaching, attachment)).kind);
      return ok(undefined);
    },
  };
  return {
    take: async (message: CatalogUpdate): Promise<void> => {
      await storeUpdate(parts, message);
      await sendAttachments(queue, [ONE, TWO]);
    },
    outcomes,
    attributes: () => JSON.parse(tasks.attributesOf(TASK)),
  };
};
const playing = (sid: RecordingSid) => [
  expect.objectContaining({ url_provider: `${URL_PROVIDER}?recording_sid=${sid}` }),
];

const STORIES: readonly [string, readonly CatalogUpdate[], object][] = [
  [
    'a recording of the conference',
    [
      recorded(ONE, 0, { ConferenceSid: CONFERENCE, RecordingStatus: 'in-progress' }),
      recorded(ONE, 0, { ConferenceSid: CONFERENCE }),
      event(-5, 'task.created', 'a', { call_sid: CUSTOMER }),
      event(0, 'reservation.accepted', 'a', conference(LEG)),
      event(30, 'reservation.wrapup', 'a', conference(LEG)),
      event(50, 'reservation.completed', 'a', conference(LEG)),
    ],
    { conversations: { media: playing(ONE) } },
  ],
  [
    "two recordings, one of each worker's leg, after a transfer",
    [
      recorded(ONE, 0, { CallSid: LEG }),
      recorded(TWO, 65, { CallSid: OTHER_LEG }),
      event(0, 'reservation.accepted', 'a', conference(LEG)),
      event(60, 'reservation.accepted', 'b', conference(OTHER_LEG)),
      event(80, 'reservation.completed', 'a', conference(OTHER_LEG)),
      event(90, 'reservation.completed', 'b', conference(OTHER_LEG)),
    ],
    { reservation_attributes: { [FIRST]: { media: playing(ONE) }, [SECOND]: { media: playing(TWO) } } },
  ],
];

describe('in all 720 orders of six messages, and when the first one is repeated, the task has the same media', () => {
  test.each(STORIES)('of %s', async (_title, messages, media) => {
    expect(messages).toHaveLength(6);
    for (const order of permutations(6)) {
      const { take, attributes, outcomes } = world();
      for (const index of [...order, order[0] ?? 0]) {
        const message = messages[index];
        if (message) await take(message);
      }
      expect([...outcomes].sort()).toEqual(['already_attached', 'attached']);
      expect(attributes()).toEqual({ ...conference(OTHER_LEG), name: 'Ada', ...media });
    }
  });
});
