import { beforeEach, describe, expect, test } from 'vitest';
import { keyText, type StoredItem } from '../../../../../../lambda/domain/audit/chain/stored-item.ts';
import { itemAt } from '../../../../../support/audit-events.ts';
import { at, digestStage } from '../../../../../support/digest-stage.ts';
import { fourWindows } from '../../../../../support/four-windows.ts';

type FourWindows = Awaited<ReturnType<typeof fourWindows>>;
let stage: FourWindows['stage'];
let item: FourWindows['item'];
let subject: FourWindows['subject'];

beforeEach(async () => {
  ({ stage, item, subject } = await fourWindows());
});

describe('verify', () => {
  test('has no finding for an unchanged trail, and returns the verified range', async () => {
    expect(await stage.verify('03:05')).toMatchObject({
      findings: [],
      digests: 4,
      events: 4,
      late: 1,
      notDigestedYet: 0,
      range: { first: { from: at('02:00') }, last: { from: at('02:45') } },
    });
  });

  test('counts events that wait for their digest, without a finding', async () => {
    stage.trail.put(itemAt(at('03:10')), itemAt(at('03:11')));
    expect(await stage.verify('03:15')).toMatchObject({ findings: [], notDigestedYet: 2 });
  });
});

describe('verify reports in the table', () => {
  test('an item with a changed attribute, and both values of the attribute', async () => {
    stage.trail.edit(item(1), { user_agent: 'curl' });
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`edited ${subject(1)}`]);
    expect(findings[0]?.detail).toBe('user_agent: "Mozilla/5.0" in the archive, "curl" in the table');
  });

  test('an item with an added attribute, even one that is named like the archive’s mark', async () => {
    stage.trail.edit(item(0), { archived_late: 'true' });
    expect((await stage.verify('03:05')).named).toEqual([`edited ${subject(0)}`]);
  });

  test.each([0, 2, 3])('a deleted item, recorded on time or late (item %i)', async index => {
    stage.trail.delete(item(index));
    expect((await stage.verify('03:05')).named).toEqual([`deleted ${subject(index)}`]);
  });

  test('an item that was inserted into a closed window, before the next digest exists', async () => {
    const inserted = itemAt(at('02:20'));
    stage.trail.put(inserted);
    expect((await stage.verify('03:05')).named).toEqual([`inserted item ${keyText(inserted)}`]);
  });

  test('an inserted item as a late event after the next digest, because the two cannot be distinguished', async () => {
    const inserted = itemAt(at('02:20'));
    stage.trail.put(inserted);
    await stage.digest('03:20');
    expect(await stage.verify('03:20')).toMatchObject({ findings: [], late: 2 });
  });

  test('an inserted item that is older than the time in which late events are accepted', async () => {
    const inserted = itemAt(at('02:20'));
    await stage.digest('04:05');
    stage.trail.put(inserted);
    await stage.digest('04:20');
    expect((await stage.verify('04:20')).named).toEqual([`inserted item ${keyText(inserted)}`]);
  });

  test('an item with a changed day_shard that no query by day returns', async () => {
    stage.trail.edit(item(0), { day_shard: '2026-11-24#99' });
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`edited ${subject(0)}`]);
    expect(findings[0]?.detail).toContain('day_shard');
  });

  test('an inserted item that only a query by recording returns', async () => {
    const { day_shard: _, ...hidden } = itemAt(at('02:20'));
    const timeless = { ...itemAt(at('02:20')), event_key: 'now#1' } as StoredItem;
    stage.trail.put(hidden as StoredItem, timeless);
    expect((await stage.verify('03:05')).named).toEqual([
      `inserted item ${keyText(hidden as StoredItem)}`,
      `inserted item ${keyText(timeless)}`,
    ]);
    expect((await stage.verify('03:05', { searchHidden: false })).named).toEqual([]);
  });

  test('an item that was deleted before the end of its retention, and none after it', async () => {
    const own = digestStage();
    const retained = { ...itemAt(at('02:01')), retained_until: Date.parse(at('02:30')) / 1000 };
    own.trail.put(retained);
    await own.digest('02:20');
    own.trail.delete(retained);
    expect((await own.verify('02:29')).named).toEqual([`deleted item ${keyText(retained)}`]);
    expect(await own.verify('02:31')).toMatchObject({ findings: [], expired: 1 });
  });
});
