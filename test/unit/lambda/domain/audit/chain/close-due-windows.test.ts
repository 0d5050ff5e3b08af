import { describe, expect, test } from 'vitest';
import { parseEventLine } from '../../../../../../lambda/domain/audit/chain/event-line.ts';
import { sha256Of } from '../../../../../../lambda/domain/shared/sha256.ts';
import { itemAt } from '../../../../../support/audit-events.ts';
import { at, digestKeyAt, digestStage, eventsKeyAt } from '../../../../../support/digest-stage.ts';

const keysOf = (lines: readonly string[]) => lines.map(line => parseEventLine(line)?.item.event_key);

describe('the digest writer', () => {
  test('archives the events of the window in order, and signs their count and hash', async () => {
    const stage = digestStage();
    const [first, last, next] = [itemAt(at('02:15')), itemAt(at('02:29:59.999')), itemAt(at('02:30'))];
    stage.trail.put(last, next, first);

    expect(await stage.digest('02:35')).toEqual({ ok: true, value: { closed: 1, waiting: 0 } });
    expect(keysOf(stage.linesOf('02:15'))).toEqual([first.event_key, last.event_key]);
    expect(stage.digestOf('02:15')).toMatchObject({
      window: { from: at('02:15'), to: at('02:30') },
      count: 2,
      late_count: 0,
      events_sha256: sha256Of(stage.archive.objects.get(eventsKeyAt('02:15')) ?? ''),
      previous_sha256: null,
      writer_version: 'test',
      key_id: stage.signer.keyId,
    });
  });

  test('closes a window only five minutes after its end', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('02:15')));
    await stage.digest('02:34:59.999');
    expect(stage.digestOf('02:15')).toBeUndefined();
    await stage.digest('02:35');
    expect(stage.digestOf('02:15')).toBeDefined();
  });

  test('writes a digest for a window without events, and chains every digest to the one before', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('02:00')));
    await stage.digest('02:20');
    await stage.digest('02:35');
    expect(stage.digestOf('02:15')).toMatchObject({
      count: 0,
      events_sha256: sha256Of(''),
      previous_sha256: sha256Of(stage.archive.objects.get(digestKeyAt('02:00')) ?? ''),
    });
  });

  test('starts a chain at the oldest event of the last day, or at the newest closed window when there is none', async () => {
    const withEvents = digestStage();
    withEvents.trail.put(itemAt(at('00:20')), itemAt(at('02:20')));
    expect(await withEvents.digest('02:35')).toMatchObject({ value: { closed: 9 } });
    expect(withEvents.digestOf('00:15')).toMatchObject({ count: 1, previous_sha256: null });

    const without = digestStage();
    expect(await without.digest('02:35')).toMatchObject({ value: { closed: 1 } });
    expect(without.digestOf('02:15')).toMatchObject({ count: 0 });
  });

  test('closes the windows of missed runs, oldest first', async () => {
    const stage = digestStage();
    const closed: string[] = [];
    await stage.digest('01:05');
    await stage.digest('02:35', { onClosed: ({ window }) => closed.push(window.name.slice(-5)) });
    expect(closed).toEqual(['T0100', 'T0115', 'T0130', 'T0145', 'T0200', 'T0215']);
    expect((await stage.verify('02:35')).findings).toEqual([]);
  });

  test('stops at its time limit, and the next run continues there', async () => {
    const stage = digestStage();
    await stage.digest('01:05');
    let windows = 2;
    expect(await stage.digest('02:35', { hasTime: () => windows-- > 0 })).toEqual({
      ok: true,
      value: { closed: 2, waiting: 4 },
    });
    expect(await stage.digest('02:35')).toEqual({ ok: true, value: { closed: 4, waiting: 0 } });
    expect((await stage.verify('02:35')).findings).toEqual([]);
  });

  test('writes nothing when it is run again', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('02:15')));
    await stage.digest('02:35');
    const before = new Map(stage.archive.objects);
    expect(await stage.digest('02:35')).toEqual({ ok: true, value: { closed: 0, waiting: 0 } });
    expect(stage.archive.objects).toEqual(before);
  });
});

describe('late events', () => {
  test('are written, with a mark, to the next window’s file only', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('02:01')), itemAt(at('02:16')));
    await stage.digest('02:35');
    const late = itemAt(at('02:20'));
    stage.trail.put(late, itemAt(at('02:31')));
    await stage.digest('02:50');
    await stage.digest('03:20');
    expect(stage.linesOf('02:30').map(parseEventLine)[0]).toEqual({ item: late, late: true });
    expect(stage.digestOf('02:30')).toMatchObject({ count: 2, late_count: 1 });
    expect([stage.digestOf('02:45')?.count, stage.digestOf('03:00')?.count]).toEqual([0, 0]);
    expect(await stage.verify('03:20')).toMatchObject({ findings: [], late: 1, events: 4 });
  });

  test('are found by every run up to an hour after their window', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('01:00')));
    await stage.digest('03:05');
    stage.trail.put(itemAt(at('02:00')));
    await stage.digest('03:20');
    expect(stage.digestOf('03:00')).toMatchObject({ late_count: 1 });
  });

  test('are found by the run at midnight up to a day and more after their window, except in windows without a file', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt('2026-11-22T02:00:00.000Z'));
    await stage.digest('2026-11-22T02:20:00.000Z');
    await stage.digest('2026-11-23T23:50:00.000Z');
    const late = itemAt('2026-11-22T20:00:00.000Z');
    stage.trail.put(itemAt('2026-11-22T01:00:00.000Z'), late);
    await stage.digest('00:05');
    expect(stage.linesOf('2026-11-23T23:45:00.000Z')).toEqual([]);
    await stage.digest('00:20');
    expect(keysOf(stage.linesOf('00:00'))).toEqual([late.event_key]);
  });
});
