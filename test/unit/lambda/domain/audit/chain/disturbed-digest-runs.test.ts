import { describe, expect, test } from 'vitest';
import { parseEventLine } from '../../../../../../lambda/domain/audit/chain/event-line.ts';
import type { AuditTrail } from '../../../../../../lambda/domain/audit/chain/ports.ts';
import { sha256Of } from '../../../../../../lambda/domain/shared/sha256.ts';
import { itemAt } from '../../../../../support/audit-events.ts';
import { at, digestStage, eventsKeyAt } from '../../../../../support/digest-stage.ts';

const keysOf = (lines: readonly string[]) => lines.map(line => parseEventLine(line)?.item.event_key);

describe('a run of the digest writer', () => {
  test('writes nothing when reading is throttled, and the next run completes it', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('02:00')));
    await stage.digest('02:20');
    stage.trail.put(...Array.from({ length: 10 }, (_, second) => itemAt(at(`02:15:0${second}.000`))));
    const throttled: AuditTrail = {
      ...stage.trail,
      readBetween: range => {
        stage.trail.breakAfter(5);
        return stage.trail.readBetween(range);
      },
    };
    expect(await stage.digest('02:35', { trail: throttled })).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: 'audit_throttled' },
    });
    expect(stage.archive.objects.has(eventsKeyAt('02:15'))).toBe(false);
    await stage.digest('02:35');
    expect(stage.digestOf('02:15')).toMatchObject({ count: 10 });
  });

  test('that dies between its two writes is completed from the written events file', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('02:15')));
    stage.archive.failNext('digest');
    expect(await stage.digest('02:35')).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    const later = itemAt(at('02:16'));
    stage.trail.put(later);
    await stage.digest('02:35');
    expect(stage.digestOf('02:15')).toMatchObject({ count: 1 });
    await stage.digest('02:50');
    expect(keysOf(stage.linesOf('02:30'))).toEqual([later.event_key]);
    expect(await stage.verify('02:50')).toMatchObject({ findings: [], late: 1 });
  });

  test('that overlaps with others leaves one events file and one matching digest', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('01:00')), itemAt(at('02:15')));
    const runs = await Promise.all([stage.digest('02:35'), stage.digest('02:35'), stage.digest('02:20')]);
    expect(runs.map(run => run.ok)).toEqual([true, true, true]);
    expect(await stage.verify('02:35')).toMatchObject({ findings: [], events: 2, digests: 6 });
  });

  test('digests the events file of another run that wrote it first', async () => {
    const stage = digestStage();
    stage.trail.put(itemAt(at('02:15')));
    const archive = {
      ...stage.archive,
      writeEvents: async (...[window, lines]: Parameters<typeof stage.archive.writeEvents>) => {
        stage.archive.objects.set(eventsKeyAt('02:15'), '');
        return stage.archive.writeEvents(window, lines);
      },
    };
    await stage.digest('02:35', { archive });
    expect(stage.digestOf('02:15')).toMatchObject({ count: 0, events_sha256: sha256Of('') });
  });

  test('writes nothing when its clock is behind the chain', async () => {
    const stage = digestStage();
    await stage.digest('02:35');
    const before = new Map(stage.archive.objects);
    expect(await stage.digest('02:20')).toMatchObject({ ok: true, value: { closed: 0 } });
    expect(await stage.digest('02:36')).toMatchObject({ ok: true, value: { closed: 0 } });
    expect(stage.archive.objects).toEqual(before);
  });

  test('ignores a digest that was planted for a later window', async () => {
    const stage = digestStage();
    await stage.digest('02:35');
    stage.archive.objects.set('digests/2099/01/01/T0000.json', '{}');
    stage.archive.objects.set('digests/2026/11/24/T0217.json', '{}');
    expect(await stage.digest('02:50')).toEqual({ ok: true, value: { closed: 1, waiting: 0 } });
  });
});
