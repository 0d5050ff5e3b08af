import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbAuditTrail } from '../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import { gunzipLines, gzipLines } from '../../lambda/adapters/s3/gzipped-lines.ts';
import { parseEventLine } from '../../lambda/domain/audit/chain/event-line.ts';
import { all } from '../support/audit-events.ts';
import { at, digestStage } from '../support/digest-stage.ts';
import { HOSTILE_KINDS, hostileItem } from '../support/hostile-items.ts';
import { type RawItem, type RawTrail, startRawTrail } from '../support/raw-dynamodb.ts';

let raw: RawTrail;
let client: DynamoDBClient;
beforeAll(async () => {
  raw = await startRawTrail();
  client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: raw.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await raw.close();
});

const ORDINARY = { members: '"event":{"S":"link_issued"}' };
const subjectOf = ({ recording_sid, event_key }: RawItem) => `item ${recording_sid} ${event_key}`;

/** Digests the window of these items and the next window. Neither may fail. */
const digested = async (items: readonly RawItem[]) => {
  raw.items = items;
  const stage = digestStage();
  const trail = dynamoDbAuditTrail({ client, table: 'audit' });
  for (const time of ['02:36', '02:51']) {
    expect(await stage.digest(time, { trail })).toMatchObject({ ok: true, value: { closed: 1 } });
  }
  return { ...stage, verify: () => stage.verify('02:52', { trail }) };
};

describe.each(HOSTILE_KINDS)('an item with $name', kind => {
  const items = () => [hostileItem(at('02:20'), ORDINARY), hostileItem(at('02:21'), kind)] as const;

  test('is digested, and verification reports it exactly when a part of it cannot be read', async () => {
    const [ordinary, hostile] = items();
    const stage = await digested([ordinary, hostile]);
    expect(stage.digestOf('02:15')?.count).toBe(2);
    const { findings, events } = await stage.verify();
    expect(events).toBe(2);
    expect(findings.map(({ kind, subject }) => [kind, subject])).toEqual(
      kind.unreadable.length > 0 ? [['unreadable', subjectOf(hostile)]] : [],
    );
    for (const name of kind.unreadable) expect(findings[0]?.detail).toContain(`"${name}"`);
  });

  test('is the same line after it was written to the archive and read back', async () => {
    const [, hostile] = items();
    const stage = await digested([hostile]);
    const [line = ''] = stage.linesOf('02:15');
    const lines = await all(gunzipLines(Readable.from(await gzipLines(Readable.from([line]))), 'events'));
    expect(lines).toEqual([line]);
    const { recording_sid, event_key } = hostile;
    expect(parseEventLine(line)).toMatchObject({ item: { recording_sid, event_key }, late: false });
  });
});

describe('a digested item with an unreadable part', () => {
  /** The findings of verify about an item that was digested in one form and has another form now. */
  const found = async (before: string, now: string) => {
    const item = hostileItem(at('02:20'), { members: before });
    const stage = await digested([item]);
    raw.items = [{ ...item, members: now }];
    const { findings } = await stage.verify();
    return findings.map(({ kind, subject, detail }) => ({ kind, isNamed: subject === subjectOf(item), detail }));
  };

  test.each([
    [
      'another attribute was edited',
      '"__proto__":{"S":"x"},"event":{"S":"a"}',
      '"__proto__":{"S":"x"},"event":{"S":"b"}',
    ],
    ['its unreadable attribute was removed', '"__proto__":{"S":"x"}', ''],
    ['an unreadable attribute was added', '"event":{"S":"a"}', '"event":{"S":"a"},"__proto__":{"S":"x"}'],
    ['a value of an unknown type was edited', '"a":{"ZZ":"1"}', '"a":{"ZZ":"2"}'],
    ['an attribute named as a prototype’s member was added', '', '"toString":{"S":"x"}'],
  ])('is reported as edited when %s after the digest', async (_, before, now) => {
    expect(await found(before, now)).toContainEqual(expect.objectContaining({ kind: 'edited', isNamed: true }));
  });

  test('is reported with the value of an added attribute that has the name of an inherited member', async () => {
    const [edited] = await found('', '"toString":{"S":"x"}');
    expect(edited?.detail).toBe('toString: absent in the archive, "x" in the table');
  });

  test('is not reported as edited when only the value of its attribute __proto__ changes, because the SDK drops that value', async () => {
    expect(await found('"__proto__":{"S":"x"}', '"__proto__":{"S":"y"}')).toMatchObject([{ kind: 'unreadable' }]);
  });
});

describe('an item without its key', () => {
  test.each(['{}', '{"recording_sid":{"S":"RE"}}', '{"event_key":{"ZZ":"1"}}'])(
    'does not stop the digest run when it is %s',
    async text => {
      const stage = digestStage();
      const items = async function* () {
        const { auditItem } = await import('../../lambda/adapters/dynamodb/plain-item.ts');
        yield auditItem(JSON.parse(text));
      };
      const trail = { ...stage.trail, readBetween: items, readKeysBetween: items };
      expect(await stage.digest('02:36', { trail })).toMatchObject({ ok: true, value: { closed: 1 } });
    },
  );
});
