import { describe, expect, test } from 'vitest';
import { cursorAt, parseSearch } from '../../../../../bin/audit/desk/search/search-question.ts';

const NOW = new Date('2026-11-24T12:00:00.000Z');
const parse = (question: string) => parseSearch(new URLSearchParams(question), NOW);
const sid = (prefix: string) => prefix + '1'.repeat(32);

describe('a search', () => {
  test.each([
    [sid('RE'), { by: 'recording', recordingSid: sid('RE') }],
    ['policies', { by: 'recording', recordingSid: 'policies' }],
    [sid('CA'), { by: 'group', group: { by: 'call_sid', sid: sid('CA') } }],
    [sid('WT'), { by: 'group', group: { by: 'task_sid', sid: sid('WT') } }],
    [sid('CF'), { by: 'group', group: { by: 'conference_sid', sid: sid('CF') } }],
    [sid('WK'), { by: 'worker', workerSid: sid('WK') }],
    ['kim+1@example.com', { by: 'name', name: 'kim+1@example.com' }],
  ])('for %s knows what it is for, and reads all of time', (q, subject) => {
    const question = parseSearch(new URLSearchParams({ q: ` ${q} ` }), NOW);
    expect(question).toMatchObject({ subject, kept: { denials: false, restricted: false } });
    expect(question.range.from).toBe('0000-01-01T00:00:00.000Z');
  });

  test('without a subject reads thirty days, or the period that is asked for', () => {
    expect(parse('').range).toEqual({ from: '2026-10-25T12:00:00.000Z', to: '2026-11-25T12:00:00.000Z' });
    expect(parse('since=2026-11-01&until=2d').range).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-11-22T12:00:00.000Z',
    });
  });

  test('for an encoded identity filters the events of a period, because there is no index', () => {
    const question = parse('q=kim_40example_2Ecom');
    expect(question).not.toHaveProperty('subject');
    expect(question.kept.identity).toBe('kim_40example_2Ecom');
    expect(question.range.from).toBe('2026-10-25T12:00:00.000Z');
  });

  test('keeps only what all its conditions keep', () => {
    expect(parse('event=media_heard&only=denials&only=restricted').kept).toEqual({
      event: 'media_heard',
      denials: true,
      restricted: true,
    });
  });

  test('goes on at the place that a page names', () => {
    const place = { event_key: '2026-11-24T10:00:00.000Z#x', recording_sid: sid('RE') };
    expect(parseSearch(new URLSearchParams({ cursor: cursorAt(place) }), NOW).before).toEqual(place);
  });

  test.each([
    ['q=RE1', 'nothing that can be searched for'],
    [`q=${sid('re')}`, 'a recording (RE…)'],
    ['q=kim', 'an e-mail address'],
    ['since=soon', 'is not a time'],
    ['since=1d&until=2d', 'must be before'],
    ['event=<b>', 'is not the name of an event'],
    ['cursor=x', 'Search again'],
    [`cursor=${Buffer.from('{"a":1}').toString('base64url')}`, 'Search again'],
  ])('%s is refused: %s', (question, message) => {
    expect(() => parse(question)).toThrow(message);
  });
});
