import { beforeEach, describe, expect, test } from 'vitest';
import { keyText, type StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { itemAt } from '../support/audit-events.ts';
import { at, digestStage } from '../support/digest-stage.ts';
import { fourWindows } from '../support/four-windows.ts';

type FourWindows = Awaited<ReturnType<typeof fourWindows>>;
let stage: FourWindows['stage'];
let item: FourWindows['item'];
let subject: FourWindows['subject'];

beforeEach(async () => {
  ({ stage, item, subject } = await fourWindows());
});

describe('verify', () => {
  test('finds nothing where nothing was touched, and says what it covered', async () => {
    expect(await stage.verify('03:05')).toMatchObject({
      findings: [],
      digests: 4,
      events: 4,
      late: 1,
      notDigestedYet: 0,
      range: { first: { from: at('02:00') }, last: { from: at('02:45') } },
    });
  });

  test('counts what is not due yet, and does not miss it', async () => {
    stage.trail.put(itemAt(at('03:10')), itemAt(at('03:11')));
    expect(await stage.verify('03:15')).toMatchObject({ findings: [], notDigestedYet: 2 });
  });
});

describe('verify names in the table', () => {
  test('an item of which one attribute was changed, and the attribute with both values', async () => {
    stage.trail.edit(item(1), { user_agent: 'curl' });
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`edited ${subject(1)}`]);
    expect(findings[0]?.detail).toBe('user_agent: the archive says "Mozilla/5.0", the table "curl"');
  });

  test('an item that got an attribute, even one that looks like the archive’s own mark', async () => {
    stage.trail.edit(item(0), { archived_late: 'true' });
    expect((await stage.verify('03:05')).named).toEqual([`edited ${subject(0)}`]);
  });

  test.each([0, 2, 3])('an item that was deleted, on time or late (%i)', async index => {
    stage.trail.delete(item(index));
    expect((await stage.verify('03:05')).named).toEqual([`deleted ${subject(index)}`]);
  });

  test('an item that was inserted into a closed window, before the next digest', async () => {
    const inserted = itemAt(at('02:20'));
    stage.trail.put(inserted);
    expect((await stage.verify('03:05')).named).toEqual([`inserted item ${keyText(inserted)}`]);
  });

  test('and lists it as a late arrival after the next digest: nothing tells the two apart', async () => {
    const inserted = itemAt(at('02:20'));
    stage.trail.put(inserted);
    await stage.digest('03:20');
    expect(await stage.verify('03:20')).toMatchObject({ findings: [], late: 2 });
  });

  test('an item of a closed window that is older than late arrivals are looked for', async () => {
    const inserted = itemAt(at('02:20'));
    await stage.digest('04:05');
    stage.trail.put(inserted);
    await stage.digest('04:20');
    expect((await stage.verify('04:20')).named).toEqual([`inserted item ${keyText(inserted)}`]);
  });

  test('an item whose day_shard was changed so that no query by day shows it', async () => {
    stage.trail.edit(item(0), { day_shard: '2026-11-24#99' });
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`edited ${subject(0)}`]);
    expect(findings[0]?.detail).toContain('day_shard');
  });

  test('an item that was inserted where only a query by recording shows it', async () => {
    const { day_shard: _, ...hidden } = itemAt(at('02:20'));
    const timeless = { ...itemAt(at('02:20')), event_key: 'now#1' } as StoredItem;
    stage.trail.put(hidden as StoredItem, timeless);
    expect((await stage.verify('03:05')).named).toEqual([
      `inserted item ${keyText(hidden as StoredItem)}`,
      `inserted item ${keyText(timeless)}`,
    ]);
    expect((await stage.verify('03:05', { searchHidden: false })).named).toEqual([]);
  });

  test('no item whose retention has ended, and any that went before', async () => {
    const own = digestStage();
    const retained = { ...itemAt(at('02:01')), retained_until: Date.parse(at('02:30')) / 1000 };
    own.trail.put(retained);
    await own.digest('02:20');
    own.trail.delete(retained);
    expect((await own.verify('02:29')).named).toEqual([`deleted item ${keyText(retained)}`]);
    expect(await own.verify('02:31')).toMatchObject({ findings: [], expired: 1 });
  });
});
