import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordingCallbackUpdate } from '../../../../../lambda/domain/catalog/recording-callback.ts';
import { taskEventUpdates } from '../../../../../lambda/domain/catalog/task-event.ts';
import {
  ACCOUNT,
  cutsOf,
  type Fields,
  outcomeOf,
  recut,
  tryCuts,
  type Understand,
} from '../../../../support/signed-text-cuts.ts';
import { attributesNaming, signedText, taskEvent } from '../../../../support/task-event.ts';

const AT = new Date('2026-11-24T02:59:58.250Z');
const RECEIVED_AT = new Date('2026-11-24T03:00:00Z');
const RE1 = `RE${'1'.repeat(32)}`;

/** Text that an attacker wants to be read: an event of half an hour ago about another task. */
const FAKE = [
  'EventTypereservation.wrapup',
  `ReservationSidWR${'e'.repeat(32)}`,
  'TaskAge99999',
  'TaskAttributes{}',
  'TaskAttributes{"',
  'TaskPriority7',
  'TaskQueueNameVIP',
  `TaskQueueSidWQ${'e'.repeat(32)}`,
  `TaskSidWT${'e'.repeat(32)}`,
  `Timestamp${Math.floor(AT.getTime() / 1_000) - 100}`,
  `TimestampMs${AT.getTime() - 100_000}`,
  'WorkerAttributes{"a":"',
  `WorkerSidWK${'e'.repeat(32)}`,
];
const hostileText = fc
  .tuple(fc.constantFrom('', 'x', '"', '{"', ':'), fc.subarray(FAKE), fc.constantFrom('', 'x', 'TaskZ', '"}', ',"'))
  .map(([before, parts, after]) => before + parts.join('') + after);
const eventTypes = fc.constantFrom('reservation.accepted', 'reservation.rejected', 'task.updated', 'task.completed');

describe('a signed text that is split into other fields', () => {
  const attributes = fc
    .tuple(
      hostileText,
      hostileText,
      // An event can also name a conference, or an agent and nothing else.
      fc.constantFrom<object[]>(attributesNaming(RE1), { conference: { sid: `CF${'1'.repeat(32)}` } }, {}),
    )
    .map(([note, key, named]) => JSON.stringify({ note, [key]: ':1,', ...named }));
  const events = fc
    .record({
      EventType: eventTypes,
      TaskAttributes: attributes,
      TaskCompletedReason: fc.option(hostileText, { nil: undefined }),
      Reason: fc.option(hostileText, { nil: undefined }),
      WorkerAttributes: fc.option(attributes, { nil: undefined }),
      WorkerName: hostileText,
      TaskQueueName: fc.constantFrom(undefined, 'Support', 'Support EMEA'),
    })
    .map(fields => {
      const none = { ReservationSid: undefined, ReservationVersion: undefined, WorkerSid: undefined };
      return taskEvent({ at: AT }, { ...(fields.EventType.startsWith('task.') && none), ...fields });
    });

  test('is accepted as a task event only when it gives the same facts', () => {
    const names = FAKE.map(text => /^[A-Z][A-Za-z]*?(?=[^A-Za-z]|reservation|VIP|WR|WQ|WT|WK)/.exec(text)?.[0] ?? '');
    expect(tryCuts(events, [...new Set(names)], understandTask)).toBeGreaterThan(2_000);
  });

  test('is accepted as a recording callback only when it gives the same facts', () => {
    const callbacks = fc
      .record({
        EncryptionDetails: fc.option(
          fc.constantFrom('{"public_key_sid":"CR1","encrypted_cek":"a","iv":"b"}', '{"iv":'),
          {
            nil: undefined,
          },
        ),
        ErrorCode: fc.option(fc.constant('0'), { nil: undefined }),
        RecordingDuration: fc.option(fc.constant('61'), { nil: undefined }),
        // All of these are Twilio's own texts. Nobody can write into these fields; they can only be split.
        RecordingSource: fc.constantFrom('DialVerb', 'StartConferenceRecordingAPI'),
        RecordingStartTime: fc.constantFrom(undefined, 'Sat, 05 Sep 2026 03:00:00 +0000'),
        ConferenceSid: fc.constantFrom(undefined, `CF${'1'.repeat(32)}`),
      })
      .map(fields => {
        const complete = {
          AccountSid: ACCOUNT,
          CallSid: `CA${'2'.repeat(32)}`,
          RecordingChannels: '2',
          RecordingSid: RE1,
          RecordingStatus: 'completed',
          RecordingTrack: 'both',
          ...fields,
        };
        return Object.fromEntries(Object.entries(complete).filter((entry): entry is [string, string] => !!entry[1]));
      });
    const names = [
      'ConferenceSid',
      'RecordingSid',
      'RecordingStatus',
      'RecordingStartTime',
      'EncryptionDetails',
      'ErrorCode',
    ];
    expect(tryCuts(callbacks, names, understandRecording)).toBeGreaterThan(2_000);
  });
});

test('encryption details that were shortened with an invented field name are refused', () => {
  const details = '{"public_key_sid":"CR1","encrypted_cek":"a","iv":"b"}';
  const callback = (cut: Fields) => ({ AccountSid: ACCOUNT, RecordingSid: RE1, RecordingStatus: 'completed', ...cut });
  const genuine = callback({ EncryptionDetails: details });
  const short = callback({ EncryptionDetails: '{"public_key_sid":"C', R1: '","encrypted_cek":"a","iv":"b"}' });
  expect(signedText(short)).toBe(signedText(genuine));
  expect(outcomeOf(genuine, understandRecording)).toMatchObject({ ifUnknown: { encryption: { iv: 'b' } } });
  expect(outcomeOf(short, understandRecording)).toBeUndefined();
});

describe('a split signed text is refused', () => {
  const [QUEUE, TASK] = [`WQ${'e'.repeat(32)}`, `WT${'e'.repeat(32)}`];
  const event = (fields: Record<string, string | undefined>) =>
    taskEvent({ at: AT }, { TaskAttributes: JSON.stringify(attributesNaming(RE1)), ...fields });
  const earlier = AT.getTime() - 100_000;
  test.each<[string, Record<string, string>, string[]]>([
    [
      'when task and times come from a reason that the agent gave',
      event({
        TaskCompletedReason: `doneTaskPriority0TaskSid${TASK}Timestamp${Math.floor(earlier / 1_000)}TimestampMs${earlier}Vx`,
      }),
      ['TaskPriority', 'TaskSid', 'Timestamp', 'TimestampMs', 'Vx'],
    ],
    [
      'when the queue comes from it',
      event({
        EventType: 'task.completed',
        TaskCompletedReason: `TaskQueueNameVIPTaskQueueSid${QUEUE}TaskQueueZ`,
        TaskQueueName: undefined,
        TaskQueueSid: undefined,
      }),
      ['TaskQueueName', 'TaskQueueSid', 'TaskQueueZ'],
    ],
    ['when the queue’s name ends early', event({ TaskQueueName: 'Support TaskQueueOther' }), ['TaskQueueOther']],
    ['when a status ends early', event({}), ['ervation.accepted']],
    [
      'when the agent comes from the attributes of the worker',
      event({ WorkerAttributes: `{"a":"WorkerSidWK${'e'.repeat(32)}"}` }),
      ['WorkerSid'],
    ],
  ])('%s', (_, original, names) => {
    const text = signedText(original);
    const added = names.map(name => {
      const genuine = cutsOf(original).find(cut => cut.name === name)?.at;
      const at = [...text.matchAll(new RegExp(name, 'g'))].map(({ index }) => index).find(index => index !== genuine);
      return { at: at ?? -1, name };
    });
    const other = recut(original, added, []);
    expect(other).toMatchObject(Object.fromEntries(names.map(name => [name, expect.any(String)])));
    expect(outcomeOf(other ?? {}, understandTask)).toBeUndefined();
  });
});

const understandTask: Understand = fields => taskEventUpdates(fields, RECEIVED_AT);
const understandRecording: Understand = recordingCallbackUpdate;
