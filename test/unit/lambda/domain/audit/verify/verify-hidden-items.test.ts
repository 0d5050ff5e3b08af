import { beforeEach, describe, expect, test } from 'vitest';
import { parseEventLine } from '../../../../../../lambda/domain/audit/chain/event-line.ts';
import type { StoredItem } from '../../../../../../lambda/domain/audit/chain/stored-item.ts';
import { keyText } from '../../../../../../lambda/domain/audit/chain/stored-item.ts';
import { itemAt } from '../../../../../support/audit-events.ts';
import { at, digestStage } from '../../../../../support/digest-stage.ts';

const ID = '019ab3c0-0000-7000-8000-00000000001f';

let stage: ReturnType<typeof digestStage>;
beforeEach(async () => {
  stage = digestStage();
  stage.trail.put(itemAt(at('02:01')));
  await stage.digest('02:35');
});

/** An inserted item with any key and shard. A query by recording returns it. */
const planted = (event_key: string, day_shard: string): StoredItem => ({
  ...itemAt(at('02:20')),
  event_key,
  day_shard,
});

describe('verify reports an item that was inserted', () => {
  test.each([
    ['under what JavaScript reads as a time', `2026-11-2 02:20:00.0000Z#${ID}`, '2026-11-2 #7'],
    ['under a time without its T', `2026-11-24 02:20:00.000Z#${ID}`, '2026-11-24#7'],
    ['under a day that is not on the calendar', `2026-02-30T02:20:00.000Z#${ID}`, '2026-02-30#7'],
    ['in a shard that is none', `${at('02:20')}#no-event-id`, '2026-11-24#NaN'],
    ['in a shard below the first', `${at('02:20')}#${ID.slice(0, -4)}-1ab`, '2026-11-24#-3'],
    ['in the shard of another day', `${at('02:20')}#${ID}`, '2026-11-25#7'],
    ['in another shard of its day', `${at('02:20')}#${ID}`, '2026-11-24#6'],
  ])('%s', async (_, key, shard) => {
    const item = planted(key, shard);
    stage.trail.put(item);
    expect((await stage.verify('02:35')).named).toEqual([`inserted item ${keyText(item)}`]);
  });

  test.each([
    ['a time that the product does not write', `2026-11-24T02:31:00.00!Z#${ID}`],
    ['a bare time', at('02:31')],
    ['more than a time and an event id', `${at('02:31')}#${ID}#${ID}`],
  ])('in an open window under %s, although it is digested', async (_, key) => {
    const item = planted(key, '2026-11-24#7');
    stage.trail.put(item);
    await stage.digest('02:50');
    expect(stage.digestOf('02:30')).toMatchObject({ count: 1 });
    expect((await stage.verify('02:50')).named).toEqual([`inserted item ${keyText(item)}`]);
  });
});

describe('verify, for a time that no digest covers,', () => {
  const before = itemAt('2026-11-20T08:20:00.123Z');
  const ahead = itemAt('2026-11-26T08:20:00.123Z');

  test('reports an item before the start of the chain when the range includes it', async () => {
    stage.trail.put(before);
    expect((await stage.verify('02:35')).named).toEqual([`inserted item ${keyText(before)}`]);
    const since = (time: string) => stage.verify('02:35', { since: new Date(time) });
    expect((await since('2026-11-19T00:00:00Z')).named).toEqual([`inserted item ${keyText(before)}`]);
    expect((await since(at('02:15'))).named).toEqual([]);
  });

  test('reports an item in the future when the range includes it', async () => {
    stage.trail.put(ahead);
    expect((await stage.verify('02:35')).named).toEqual([`inserted item ${keyText(ahead)}`]);
    expect((await stage.verify('02:35', { until: new Date(at('02:30')) })).named).toEqual([]);
  });

  test('counts an item that waits for its digest, up to a day ahead, without a finding', async () => {
    stage.trail.put(itemAt(at('02:34')), itemAt('2026-11-25T02:34:59.000Z'));
    expect(await stage.verify('02:35')).toMatchObject({ named: [], notDigestedYet: 2 });
  });
});

describe('the digest writer', () => {
  test('digests a late item once, even when its key has no valid time', async () => {
    const item = planted(`2026-11-24T02:20:00.00!Z#${ID}`, '2026-11-24#7');
    stage.trail.put(item);
    await stage.digest('03:20');
    expect(stage.linesOf('02:30').map(line => parseEventLine(line)?.item)).toEqual([item]);
    for (const time of ['02:45', '03:00']) expect(stage.linesOf(time)).toEqual([]);
  });

  test('starts a chain at the oldest event with a valid time, whatever keys sort before it', async () => {
    const own = digestStage();
    own.trail.put(planted('2026-11-24T00:00:00.00!Z', '2026-11-24#0'), itemAt(at('01:01')));
    await own.digest('02:35');
    expect(own.digestOf('01:00')).toMatchObject({ count: 1, previous_sha256: null });
  });
});
