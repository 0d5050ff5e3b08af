import { beforeEach, describe, expect, test } from 'vitest';
import { parseEventLine } from '../../../../../../lambda/domain/audit/chain/event-line.ts';
import type { ArchiveReader } from '../../../../../../lambda/domain/audit/chain/ports.ts';
import type { StoredItem } from '../../../../../../lambda/domain/audit/chain/stored-item.ts';
import { itemSubject } from '../../../../../../lambda/domain/audit/verify/finding.ts';
import { fail } from '../../../../../../lambda/domain/shared/failure.ts';
import { itemAt } from '../../../../../support/audit-events.ts';
import { at, digestKeyAt, digestStage, eventsKeyAt } from '../../../../../support/digest-stage.ts';

let stage: ReturnType<typeof digestStage>;
let late: StoredItem;

/** Two digested windows with one event each, and a late event of the first window. */
beforeEach(async () => {
  stage = digestStage();
  stage.trail.put(itemAt(at('02:01')), itemAt(at('02:16')));
  await stage.digest('02:35');
  late = itemAt(at('02:02'));
  stage.trail.put(late);
});

const eventsOf = (time: string) => stage.linesOf(time).map(line => parseEventLine(line)?.item);

/** Removes an object. Returns a function that restores it. */
const hide = (key: string, instead?: string) => {
  const text = stage.archive.objects.get(key) ?? '';
  if (instead === undefined) stage.archive.objects.delete(key);
  else stage.archive.objects.set(key, instead);
  return () => stage.archive.objects.set(key, text);
};

describe('the digest writer at a digested window whose events file', () => {
  test.each([
    ['is hidden', undefined, 'digested_events_file_absent', 'is not there, its digest is'],
    ['was emptied', '', 'digested_events_file_altered', 'is not what its digest says'],
    ['is another’s', '{"recording_sid":"RE","event_key":"x"}\n', 'digested_events_file_altered', 'is not what'],
  ])('%s reports that, continues the chain and digests nothing twice', async (_, instead, reason, message) => {
    const mend = hide(eventsKeyAt('02:00'), instead);
    const lateElsewhere = itemAt(at('02:17'));
    stage.trail.put(lateElsewhere);
    const run = await stage.digest('02:50');
    expect(run).toMatchObject({
      ok: true,
      value: { closed: 1, waiting: 0, damage: { code: 'internal_error', reason } },
    });
    expect(String(run.ok && run.value.damage?.cause)).toContain(`${eventsKeyAt('02:00')} ${message}`);
    expect(eventsOf('02:30')).toEqual([lateElsewhere]);

    mend();
    expect(await stage.digest('03:05')).toEqual({ ok: true, value: { closed: 1, waiting: 0 } });
    expect(eventsOf('02:45')).toEqual([late]);
    expect(await stage.verify('03:05')).toMatchObject({ findings: [], events: 4, late: 2 });
  });

  test('is not gzipped text reports that', async () => {
    const archive = {
      ...stage.archive,
      readEvents: async (window: Parameters<ArchiveReader['readEvents']>[0]) =>
        window.from === at('02:00')
          ? fail('internal_error', 'events_file_unreadable')
          : stage.archive.readEvents(window),
    };
    expect(await stage.digest('02:50', { archive })).toMatchObject({
      value: { closed: 1, damage: { reason: 'events_file_unreadable' } },
    });
    expect(stage.linesOf('02:30')).toEqual([]);
  });

  test('is hidden and held late events digests none of these twice', async () => {
    await stage.digest('02:50');
    expect(eventsOf('02:30')).toEqual([late]);
    const mend = hide(eventsKeyAt('02:30'));
    const later = itemAt(at('02:32'));
    stage.trail.put(later);
    expect(await stage.digest('03:05')).toMatchObject({ value: { damage: { reason: 'digested_events_file_absent' } } });
    expect(stage.linesOf('02:45')).toEqual([]);
    mend();
    await stage.digest('03:20');
    expect(eventsOf('03:00')).toEqual([later]);
    expect(await stage.verify('03:20')).toMatchObject({ findings: [], events: 4 });
  });

  test('cannot be read at the moment fails, and closes no window', async () => {
    const archive = { ...stage.archive, readEvents: async () => fail('unavailable', 'archive_throttled') };
    expect(await stage.digest('02:50', { archive })).toMatchObject({ error: { reason: 'archive_throttled' } });
    expect(stage.digestOf('02:30')).toBeUndefined();
  });
});

describe('the digest writer', () => {
  test('ignores windows with swapped digests', async () => {
    const [first, second] = [digestKeyAt('02:00'), digestKeyAt('02:15')];
    const [a, b] = [stage.archive.objects.get(first) ?? '', stage.archive.objects.get(second) ?? ''];
    stage.archive.objects.set(first, b).set(second, a);
    expect(await stage.digest('02:50')).toEqual({ ok: true, value: { closed: 1, waiting: 0 } });
    expect(stage.linesOf('02:30')).toEqual([]);
  });

  test('digests an item once and unchanged when an attribute is named like the archive’s mark for late events', async () => {
    const marked = { ...itemAt(at('02:31')), archived_late: true };
    stage.trail.put(marked);
    await stage.digest('03:20');
    expect(stage.linesOf('02:30').filter(line => line.includes(marked.event_key))).toHaveLength(1);
    for (const time of ['02:45', '03:00']) expect(stage.linesOf(time)).toEqual([]);
    expect((await stage.verify('03:20')).findings).toEqual([]);
    stage.trail.edit(marked, { archived_late: 'edited' });
    expect((await stage.verify('03:20')).named).toEqual([`edited ${itemSubject(marked)}`]);
  });
});
