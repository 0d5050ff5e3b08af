import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordingCallbackUpdate } from '../../lambda/domain/catalog/recording-callback.ts';
import { checkFieldNames } from '../../lambda/domain/catalog/signed-fields.ts';
import { taskEventUpdates } from '../../lambda/domain/catalog/task-event.ts';
import type { Result } from '../../lambda/domain/shared/result.ts';
import { attributesNaming, signedText, taskEvent } from '../support/task-event.ts';

const AT = new Date('2026-11-24T02:59:58.250Z');
const RECEIVED_AT = new Date('2026-11-24T03:00:00Z');
const ACCOUNT = `AC${'1'.repeat(32)}`;
const RE1 = `RE${'1'.repeat(32)}`;

type Fields = Readonly<Record<string, string>>;
type Understand = (fields: ReadonlyMap<string, string>) => Result<unknown, unknown>;
interface Cut {
  readonly at: number;
  readonly name: string;
}

/** The facts of a form with a valid signature. Undefined when it is refused or has no facts. */
const outcomeOf = (fields: Fields, understand: Understand): unknown => {
  if (fields['AccountSid'] !== ACCOUNT) return undefined;
  const form = new Map(Object.entries(fields).map(([name, value]) => [name, [value]]));
  const named = checkFieldNames({ url: '', signature: '', body: { kind: 'form', fields: form } });
  const taken = named.ok ? understand(new Map(Object.entries(fields))) : named;
  return taken.ok && JSON.stringify(taken.value) !== '[]' ? taken.value : undefined;
};

const cutsOf = (fields: Fields): Cut[] => {
  let at = 0;
  return Object.keys(fields)
    .sort()
    .map(name => {
      const cut = { at, name };
      at += name.length + (fields[name] ?? '').length;
      return cut;
    });
};

const fits = (a: Cut, b: Cut): boolean => a.name < b.name === a.at < b.at && a.name !== b.name;

/**
 * The fields that result when the signed text is cut at some new places and at all the old ones that fit them; undefined
 * when it is no form under the same signature.
 */
const recut = (original: Fields, added: readonly Cut[], omitted: readonly Cut[]): Fields | undefined => {
  const text = signedText(original);
  const kept = cutsOf(original).filter(cut => !omitted.includes(cut) && added.every(one => fits(cut, one)));
  const cuts = [...kept, ...added].sort((a, b) => a.at - b.at);
  const fields = Object.fromEntries(
    cuts.map(({ at, name }, index) => [name, text.slice(at + name.length, cuts[index + 1]?.at ?? text.length)]),
  );
  return signedText(fields) === text ? fields : undefined;
};

/** Every position of one of the names. */
const placesOf = (text: string, names: readonly string[]): Cut[] =>
  names.flatMap(name => [...text.matchAll(new RegExp(name, 'g'))].map(({ index }) => ({ at: index, name })));

/** An invented name: the text at some position. */
const madeUp = (text: string): fc.Arbitrary<Cut> =>
  fc
    .record({ at: fc.nat(text.length - 2), length: fc.integer({ min: 1, max: 3 }) })
    .map(({ at, length }) => ({ at, name: text.slice(at, at + length) }));

/** Tries many splits of many forms. Returns how many gave another form with the same signature. */
const tryCuts = (originals: fc.Arbitrary<Fields>, names: readonly string[], understand: Understand): number => {
  let tried = 0;
  const attempts = originals.chain(original => {
    const text = signedText(original);
    return fc.record({
      original: fc.constant(original),
      added: fc.oneof(
        { weight: 2, arbitrary: fc.subarray(placesOf(text, names)) },
        fc.array(madeUp(text), { minLength: 1, maxLength: 2 }),
      ),
      omitted: fc.subarray(cutsOf(original), { maxLength: 3 }),
    });
  });
  fc.assert(
    fc.property(attempts, ({ original, added, omitted }) => {
      const inOrder = added.filter((cut, index) => added.slice(0, index).every(one => fits(one, cut)));
      const other = recut(original, inOrder, omitted);
      if (!other || JSON.stringify(other) === JSON.stringify(original)) return;
      tried++;
      const taken = outcomeOf(other, understand);
      if (taken !== undefined) expect(taken).toEqual(outcomeOf(original, understand));
    }),
    { numRuns: 5_000 },
  );
  return tried;
};

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
    .tuple(hostileText, hostileText)
    .map(([note, key]) => JSON.stringify({ note, [key]: ':1,', ...attributesNaming(RE1) }));
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
