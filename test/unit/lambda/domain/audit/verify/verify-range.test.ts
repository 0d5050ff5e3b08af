import { beforeEach, describe, expect, test } from 'vitest';
import { eventLine } from '../../../../../../lambda/domain/audit/chain/event-line.ts';
import { keyText } from '../../../../../../lambda/domain/audit/chain/stored-item.ts';
import { itemAt } from '../../../../../support/audit-events.ts';
import { at, digestKeyAt, digestStage, eventsKeyAt } from '../../../../../support/digest-stage.ts';
import { fourWindows } from '../../../../../support/four-windows.ts';

type FourWindows = Awaited<ReturnType<typeof fourWindows>>;
let stage: FourWindows['stage'];
let item: FourWindows['item'];
let subject: FourWindows['subject'];
let edit: FourWindows['edit'];
let signAgain: FourWindows['signAgain'];

beforeEach(async () => {
  ({ stage, item, subject, edit, signAgain } = await fourWindows());
});

describe('verify of a downloaded copy', () => {
  const copy = { isCopy: true, trail: undefined } as object;

  test('needs no table, and expects no digest after the last one', async () => {
    expect(await stage.verify('2027-01-01T00:00:00.000Z', copy)).toMatchObject({ findings: [], digests: 4 });
  });

  test.each([
    ['without a range', undefined],
    ['from a time before it', new Date('2026-11-01T00:00:00.000Z')],
    ['from its first digest on', new Date(at('02:15'))],
  ])('reports %s that it begins in the middle of a chain', async (_, since) => {
    stage.archive.objects.delete(digestKeyAt('02:00'));
    stage.archive.objects.delete(eventsKeyAt('02:00'));
    const { named, findings } = await stage.verify('03:05', { ...copy, since });
    expect(named).toEqual([`missing ${digestKeyAt('02:00')}`]);
    expect(findings[0]?.detail).toContain('begins in the middle of a chain');
  });

  test('has no finding from the second digest of such a copy on, because the first one proves its start', async () => {
    stage.archive.objects.delete(digestKeyAt('02:00'));
    stage.archive.objects.delete(eventsKeyAt('02:00'));
    const since = new Date(at('02:30'));
    expect(await stage.verify('03:05', { ...copy, since })).toMatchObject({ findings: [], digests: 2 });
  });

  test('reports missing digests before the requested end, as far as they are due', async () => {
    stage.archive.objects.delete(digestKeyAt('02:45'));
    stage.archive.objects.delete(eventsKeyAt('02:45'));
    const until = new Date(at('04:00'));
    expect(await stage.verify('03:20', { ...copy, until })).toMatchObject({ findings: [], digests: 3 });
    const { named, findings } = await stage.verify('04:00', { ...copy, until });
    expect(named).toEqual([`missing ${digestKeyAt('02:45')}`]);
    expect(findings[0]?.detail).toContain(`up to ${digestKeyAt('03:15')}`);
  });

  test('reports changes within the copy', async () => {
    edit(eventsKeyAt('02:15'), text => text.replace('Mozilla', 'mozilla'));
    expect((await stage.verify('03:05', copy)).named).toEqual([`edited ${eventsKeyAt('02:15')}`]);
  });
});

describe('verify of a range', () => {
  test('finds the late events of the range in the events files after it', async () => {
    const until = new Date(at('02:15'));
    expect(await stage.verify('03:05', { until })).toMatchObject({ findings: [], late: 1 });
    stage.trail.delete(item(2));
    expect((await stage.verify('03:05', { until })).named).toEqual([`deleted ${subject(2)}`]);
  });

  test('ignores changes before the range', async () => {
    stage.trail.edit(item(0), { user_agent: 'curl' });
    stage.trail.edit(item(3), { user_agent: 'curl' });
    expect((await stage.verify('03:05', { since: new Date(at('02:30')) })).named).toEqual([`edited ${subject(3)}`]);
  });

  test.each([
    ['a digest that is missing', () => stage.archive.objects.delete(digestKeyAt('02:30'))],
    ['an events file that is missing', () => stage.archive.objects.delete(eventsKeyAt('02:45'))],
    ['a digest that is none', () => stage.archive.objects.set(digestKeyAt('02:30'), '{}')],
    ['a name that has had two contents', () => stage.archive.contents.set(digestKeyAt('02:45'), 2)],
    ['a digest of the future', () => stage.archive.objects.set('digests/2099/01/01/T0000.json', '{}')],
    ['an item that was changed', () => stage.trail.edit(item(3), { user_agent: 'curl' })],
  ])('ignores changes after the range: %s', async (_, tamper) => {
    tamper();
    expect((await stage.verify('03:05')).findings).not.toEqual([]);
    const until = new Date(at('02:30'));
    expect(await stage.verify('03:05', { until })).toMatchObject({ findings: [], digests: 2, events: 3, late: 1 });
  });

  test('reports the last digest when the next one is chained to another', async () => {
    await signAgain('02:15');
    const until = new Date(at('02:30'));
    expect((await stage.verify('03:05', { until })).named).toEqual([`edited ${digestKeyAt('02:15')}`]);
  });

  test('accepts no late event from a changed events file after it', async () => {
    const inserted = itemAt(at('02:04'));
    stage.trail.put(inserted);
    edit(eventsKeyAt('02:30'), text => `${eventLine({ item: inserted, late: true })}\n${text}`);
    const until = new Date(at('02:15'));
    expect((await stage.verify('03:05', { until })).named).toEqual([`inserted item ${keyText(inserted)}`]);
  });

  test('has no finding when the archive has no digest', async () => {
    expect((await stage.verify('03:05', { until: new Date(at('01:00')) })).range).toBeUndefined();
    const empty = digestStage();
    expect((await empty.verify('03:05')).range).toBeUndefined();
  });
});
