import { describe, expect, test } from 'vitest';
import {
  dayInWords,
  dayOf,
  headlineOf,
  personOf,
  textOf,
  timeOfDay,
  whyOf,
  wordsOf,
} from '../../../../../bin/audit/desk/page/event-words.ts';
import { EVENT_NAMES } from '../../../../../bin/audit/queries/query-options.ts';
import { itemAt } from '../../../../support/audit-events.ts';

const event = itemAt('2026-11-24T10:02:14.123Z');

describe('the words for an event', () => {
  test.each(EVENT_NAMES)('of %s are known', name => {
    expect(wordsOf(name)).toMatchObject({ label: expect.any(String), tone: expect.not.stringMatching('plain') });
  });

  test.each([
    ['trail_verified', 'trail verified'],
    ['constructor', 'constructor'],
    [undefined, 'unnamed event'],
    [{ $B: 'x' }, '{"$B":"x"}'],
  ])('of the unknown event %j are %j', (name, label) => {
    expect(wordsOf(name)).toEqual({ label, tone: 'plain' });
  });

  test.each([
    [{ held: true }, 'set a legal hold'],
    [{ held: false }, 'lifted a legal hold'],
    ['x', 'hold changed'],
    [undefined, 'hold changed'],
  ])('hold_changed with the facts %j afterwards are: %s', (after, label) => {
    const changed = { ...event, event: 'hold_changed', ...(after !== undefined && { after }) };
    expect(headlineOf(changed)).toEqual({ label, tone: 'warn' });
  });

  test('say when it was, in UTC, and keep a time that is none', () => {
    expect([dayOf(event), timeOfDay(event)]).toEqual(['2026-11-24', '10:02:14']);
    const odd = { recording_sid: 'x', event_key: 'yesterday#1' };
    expect([dayOf(odd), timeOfDay(odd)]).toEqual(['', 'yesterday']);
    // The comma depends on the browser.
    expect(dayInWords('2026-11-24')).toMatch(/^Tuesday,? 24 November 2026$/);
    expect(dayInWords('')).toBe('Without a time');
  });

  test('name the person by e-mail address, and link to all workers of that address', () => {
    expect(personOf({ ...event, realm_user_id: 'kim@example.com' })).toEqual({
      name: 'kim@example.com',
      search: 'kim@example.com',
    });
    const workerSid = `WK${'1'.repeat(32)}`;
    expect(personOf({ ...event, realm_user_id: 'kim', worker_sid: workerSid })).toEqual({
      name: 'kim',
      search: workerSid,
    });
  });

  test('name the operator of a change of the rules, who cannot be searched for', () => {
    const change = { recording_sid: 'RE', event_key: 'x', operator: 'arn:aws:iam::1:user/ops' };
    expect(personOf(change)).toEqual({ name: 'arn:aws:iam::1:user/ops', search: '' });
  });

  test.each([
    ['policy_forbids:restricted,other', 'a policy forbids it (restricted, other)'],
    ['no_policy_permits', 'no policy permits it'],
    ['another_client', 'another client'],
  ])('say for the reason %s: %s', (reason, why) => {
    expect(whyOf({ ...event, reason })).toBe(why);
  });

  test('show lists with commas, and maps as JSON', () => {
    expect(textOf(['a', ['b', 1]])).toBe('a, b, 1');
    expect(textOf({ a: null })).toBe('{"a":null}');
    expect(textOf(null)).toBe('');
  });
});
