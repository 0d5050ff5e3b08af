import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../../../../lambda/domain/attachment/attachment.ts';
import {
  isAttached,
  isWorkersLeg,
  mergedAttributes,
} from '../../../../../lambda/domain/attachment/merged-attributes.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';

const OURS = 'https://api.example.com/sec_rec';
const SID = `RE${'1'.repeat(32)}` as RecordingSid;
const CALL = `CA${'2'.repeat(32)}`;
const RESERVATION = `WR${'3'.repeat(32)}`;
const attachment: Attachment = {
  taskSid: `WT${'4'.repeat(32)}`,
  recordingSid: SID,
  recordingStartedAt: new Date(1_574_350_320_000),
};
const ENTRY = {
  type: 'VoiceRecording',
  url_provider: `${OURS}?recording_sid=${SID}`,
  start_time: 1_574_350_320_000,
  title: 'Call',
};
const OTHERS = { type: 'VoiceRecording', url_provider: 'https://other.example.com/?recording=1' };

const textOf = (attributes: unknown) => (typeof attributes === 'string' ? attributes : JSON.stringify(attributes));
const merge = (attributes: unknown, more: Partial<Attachment> = {}, reservationSid?: string) =>
  mergedAttributes(textOf(attributes), { ...attachment, ...more }, { urlProviderUrl: OURS, reservationSid });
const plays = (attributes: unknown) => isAttached(textOf(attributes), attachment, OURS);
const merged = (attributes: unknown, more: Partial<Attachment> = {}, reservationSid?: string) => {
  const result = merge(attributes, more, reservationSid);
  if (result.kind !== 'changed') throw new Error(JSON.stringify(result));
  return JSON.parse(result.attributes);
};

describe('attaching a recording to the attributes of a task', () => {
  test.each([
    ['without attributes', '', {}],
    ['with an empty object', '{}', {}],
    ['with other attributes', { name: 'Ada', conference: { sid: 'CF1' } }, { name: 'Ada', conference: { sid: 'CF1' } }],
  ])('adds the list to a task %s', (_, attributes, kept) => {
    expect(merged(attributes)).toEqual({ ...kept, conversations: { media: [ENTRY] } });
  });

  test('keeps the other facts of the conversation', () => {
    const conversations = { outcome: 'sold', conversation_attribute_1: 'x' };
    expect(merged({ conversations })).toEqual({ conversations: { ...conversations, media: [ENTRY] } });
  });

  test('appends to media of others, which stay first', () => {
    expect(merged({ conversations: { media: [OTHERS] } }).conversations.media).toEqual([OTHERS, ENTRY]);
  });

  test('names the channels of a dual-channel recording', () => {
    expect(merged({}, { channels: 2 }).conversations.media[0].channels).toEqual(['customer', 'others']);
  });

  test('keeps every other byte, also numbers that JavaScript cannot hold', () => {
    const attributes =
      '{ "customer" : 12345678901234567890,\n "rate":1.50, "e":1E2, "name":"\\u00e9", "__proto__": {"x":1} }';
    const result = merge(attributes);
    const text = result.kind === 'changed' ? result.attributes : '';
    for (const part of [
      '"customer" : 12345678901234567890,\n',
      '"rate":1.50, "e":1E2',
      '"\\u00e9"',
      '"__proto__": {"x":1}',
    ])
      expect(text).toContain(part);
    expect(JSON.parse(text).conversations.media).toEqual([ENTRY]);
  });
});

describe('a recording that the task plays already', () => {
  test.each([
    ['names it', `${OURS}?recording_sid=${SID}`],
    ['names it by the other parameter and path', `https://api.example.com/?recording=${SID}`],
    ['asks by the conference', `${OURS}?conference_sid=CF1`],
    ['asks by the task', `${OURS}?task_sid=WT1&channel=1`],
  ])('is found when an entry %s', (_, url_provider) => {
    expect(plays({ conversations: { media: [{ type: 'VoiceRecording', url_provider }] } })).toBe(true);
  });

  test.each(['reservation_attributes', 'conversations.reservation_attributes'])('is found when it is in %s', place => {
    const reservations = { [RESERVATION]: { media: [ENTRY] } };
    const attributes = place.startsWith('conversations')
      ? { conversations: { reservation_attributes: reservations } }
      : { reservation_attributes: reservations };
    expect(plays(attributes)).toBe(true);
  });

  test.each([
    ['another recording of this service', `${OURS}?recording_sid=RE${'9'.repeat(32)}`],
    ['the same SID at another service', `https://other.example.com/sec_rec?recording_sid=${SID}`],
    ['no address', 'here'],
  ])('is not mistaken for %s, and is added beside it', (_, url_provider) => {
    expect(plays({ conversations: { media: [{ url_provider }] } })).toBe(false);
    expect(merged({ conversations: { media: [{ url_provider }] } }).conversations.media).toHaveLength(2);
  });

  test.each([
    ['the task', undefined],
    ['a reservation', RESERVATION],
  ])('is found after it was added to %s', (_, place) => {
    expect(plays(merged({ name: 'Ada' }, {}, place))).toBe(true);
  });

  test.each(['', '{}', 'hello', '[1]', '{"conversations":"x","reservation_attributes":[]}'])(
    'is not found in %j',
    text => {
      expect(plays(text)).toBe(false);
    },
  );
});

describe("Flex's own recording", () => {
  test('stays in the list, after the attached one', () => {
    const segment_link = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE9';
    expect(merged({ conversations: { segment_link } }).conversations).toEqual({
      segment_link,
      media: [ENTRY, { type: 'VoiceRecording', url: segment_link, title: 'Recording by Flex' }],
    });
  });

  test('is not listed twice when it is the attached one', () => {
    const segment_link = `https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/${SID}`;
    expect(merged({ conversations: { segment_link } }).conversations.media).toEqual([ENTRY]);
  });
});

describe('a recording of one reservation', () => {
  test("is added to the reservation's own list", () => {
    const attributes = { name: 'Ada', reservation_attributes: { WR0: { media: [OTHERS] } } };
    expect(merged(attributes, {}, RESERVATION)).toEqual({
      name: 'Ada',
      reservation_attributes: { WR0: { media: [OTHERS] }, [RESERVATION]: { media: [ENTRY] } },
    });
  });
});

describe("the worker's leg", () => {
  const participants = { worker: `CA${'6'.repeat(32)}`, customer: `CA${'5'.repeat(32)}` };

  test.each<[string, unknown, string | undefined, boolean]>([
    ["the current worker's call", { conference: { participants } }, participants.worker, true],
    ["an earlier worker's call", { conference: { participants } }, CALL, true],
    ["a call that is not the customer's, which has no conference yet", { call_sid: participants.customer }, CALL, true],
    ["the customer's call", { conference: { participants } }, participants.customer, false],
    ["the customer's call, which has no conference yet", { call_sid: CALL }, CALL, false],
    ['a call of a task that names no call', { name: 'Ada' }, CALL, false],
    ['a conference', { conference: { participants } }, undefined, false],
    ['a call of attributes that are not JSON', 'hello', CALL, false],
  ])('is recognized or not in %s', (_, attributes, callSid, expected) => {
    expect(isWorkersLeg(textOf(attributes), { ...attachment, ...(callSid && { callSid }) })).toBe(expected);
  });
});

describe('attributes to which nothing can be added', () => {
  test.each([
    ['text that is not JSON', 'hello', 'attributes_not_json'],
    ['a list', '[1]', 'attributes_not_json'],
    ['media that are not a list', '{"conversations":{"media":"x"}}', 'media_not_a_list'],
    ['conversations that are not an object', '{"conversations":"x"}', 'media_parent_not_an_object'],
    ['conversations that are null', '{"conversations":null}', 'media_parent_not_an_object'],
    ['a member that is there twice', '{"conversations":{"a":1},"conversations":{"b":2}}', 'attributes_ambiguous'],
  ])('stay as they are: %s', (_, attributes, reason) => {
    expect(merge(attributes)).toEqual({ kind: 'impossible', reason });
  });
});
