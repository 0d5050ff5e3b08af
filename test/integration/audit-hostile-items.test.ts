import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditCli } from '../support/audit-cli.ts';
import { HOSTILE_KINDS, hostileItem } from '../support/hostile-items.ts';
import { type RawTrail, startRawTrail } from '../support/raw-dynamodb.ts';

/** What acts on a terminal; line ends are the output's own. */
const UNSAFE = /[^\P{Cc}\r\n]|[\p{Cf}\p{Cs}\u2028\u2029]/u;
/** One item of 400 KB is enough here; the contract suite has all of them. */
const KINDS = HOSTILE_KINDS.filter(({ members }) => members.length < 3_000_000);

let raw: RawTrail;
beforeAll(async () => {
  raw = await startRawTrail();
  const items = KINDS.map((kind, index) => hostileItem(`2026-11-24T08:00:${10 + index}.000Z`, kind));
  // A day lies in eight shards; what holds of one holds of all.
  raw.items = items.map(item => ({ ...item, day_shard: '2026-11-24#3' }));
});
afterAll(() => raw.close());

/** Prints the day with every item in it, and nothing that a terminal acts on. */
const byDay = async (format: string): Promise<string> => {
  const where = ['--endpoint', raw.url, '--table', 'audit'];
  const { code, stdout, stderr } = await auditCli('by-day', '2026-11-24', '--format', format, ...where);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).not.toMatch(UNSAFE);
  for (const { recording_sid } of raw.items) expect(stdout).toContain(recording_sid);
  return stdout;
};

/** Names of the attributes that a printed item marks as unreadable. */
const markedIn = (item: unknown): string[] =>
  Object.entries(item ?? {})
    .filter(([, value]) => JSON.stringify(value).includes('"$UNREADABLE":'))
    .map(([name]) => name);

describe('audit by-day of a day with hostile items of every kind', () => {
  test.each([
    ['json', (text: string): unknown[] => JSON.parse(text)],
    [
      'ndjson',
      (text: string): unknown[] =>
        text
          .trim()
          .split('\n')
          .map(line => JSON.parse(line)),
    ],
  ])('prints all of them as %s, and marks unreadable attributes', async (format, parse) => {
    const items = parse(await byDay(format));
    for (const [index, { name, unreadable }] of KINDS.entries()) {
      expect([name, markedIn(items[index])]).toEqual([name, unreadable]);
    }
  });

  test.each([
    ['table', ['unreadable:', ' __proto__ ']],
    ['csv', [',__proto__\r\n', ',a b c\r\n', ',m\r\n']],
  ])('prints all of them as %s, and names unreadable attributes', async (format, names) => {
    const text = await byDay(format);
    for (const name of names) expect(text).toContain(name);
  });
});
