import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditTrail } from '../../../../../../lambda/domain/audit/chain/ports.ts';
import { keyText } from '../../../../../../lambda/domain/audit/chain/stored-item.ts';
import { testSigner } from '../../../../../fakes/test-signer.ts';
import { all, itemAt } from '../../../../../support/audit-events.ts';
import { at, digestKeyAt, digestStage, eventsKeyAt } from '../../../../../support/digest-stage.ts';
import { fourWindows } from '../../../../../support/four-windows.ts';

type FourWindows = Awaited<ReturnType<typeof fourWindows>>;
let stage: FourWindows['stage'];
let item: FourWindows['item'];
let subject: FourWindows['subject'];
let object: FourWindows['object'];
let replace: FourWindows['replace'];
let edit: FourWindows['edit'];
let signAgain: FourWindows['signAgain'];

beforeEach(async () => {
  ({ stage, item, subject, object, replace, edit, signAgain } = await fourWindows());
});

describe('verify reports in the archive', () => {
  test('a missing digest exactly once', async () => {
    stage.archive.objects.delete(digestKeyAt('02:15'));
    expect((await stage.verify('03:05')).named).toEqual([`missing ${digestKeyAt('02:15')}`]);
  });

  test('a missing newest digest as soon as it is overdue', async () => {
    stage.archive.objects.delete(digestKeyAt('02:45'));
    expect((await stage.verify('03:05')).named).toEqual([]);
    expect((await stage.verify('03:30')).named).toContain(`missing ${digestKeyAt('02:45')}`);
  });

  test('missing digests in a row as one finding, with its end', async () => {
    stage.archive.objects.delete(digestKeyAt('02:15'));
    stage.archive.objects.delete(digestKeyAt('02:30'));
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`missing ${digestKeyAt('02:15')}`]);
    expect(findings[0]?.detail).toContain(`2 windows up to ${digestKeyAt('02:30')}`);
  });

  test('a missing digest just before the verified range', async () => {
    stage.archive.objects.delete(digestKeyAt('02:15'));
    const since = new Date(at('02:30'));
    expect((await stage.verify('03:05', { since })).named).toEqual([`missing ${digestKeyAt('02:15')}`]);
  });

  test('a deleted beginning of the chain', async () => {
    stage.archive.objects.delete(digestKeyAt('02:00'));
    expect((await stage.verify('03:05')).named).toContain(`missing ${digestKeyAt('02:00')}`);
  });

  test('two digests that were swapped', async () => {
    const [a, b] = [digestKeyAt('02:15'), digestKeyAt('02:30')];
    const [textA, textB] = [object(a), object(b)];
    replace(a, textB);
    replace(b, textA);
    expect((await stage.verify('03:05')).named).toEqual([`reordered ${a}`, `reordered ${b}`]);
  });

  test('a digest in which a number was changed', async () => {
    edit(digestKeyAt('02:15'), text => text.replace('"count":1', '"count":0'));
    expect((await stage.verify('03:05')).named).toEqual([`forged ${digestKeyAt('02:15')}`]);
  });

  test('an unchanged digest that was signed with another key', async () => {
    const key = digestKeyAt('02:45');
    await signAgain('02:45', testSigner());
    expect((await stage.verify('03:05')).named).toEqual([`forged ${key}`]);
  });

  test('a digest that was replaced by another signed digest of the same window', async () => {
    const key = digestKeyAt('02:15');
    await signAgain('02:15');
    expect((await stage.verify('03:05')).named).toEqual([`edited ${key}`]);
  });

  test.each(['', 'not json', '{}', '[]', 'null'])('a digest with the invalid content %j', async text => {
    replace(digestKeyAt('02:15'), text);
    expect((await stage.verify('03:05')).named).toEqual([`unreadable ${digestKeyAt('02:15')}`]);
  });

  test('an events file in which an event was changed, and that event', async () => {
    edit(eventsKeyAt('02:00'), text => text.replace('Mozilla/5.0', 'Mozilla/6.0'));
    expect((await stage.verify('03:05')).named).toEqual([`edited ${eventsKeyAt('02:00')}`, `edited ${subject(0)}`]);
  });

  test('an events file from which an event was removed, and that event', async () => {
    edit(eventsKeyAt('02:00'), text => text.slice(text.indexOf('\n') + 1));
    expect((await stage.verify('03:05')).named).toEqual([`edited ${eventsKeyAt('02:00')}`, `inserted ${subject(0)}`]);
  });

  test('an events file with swapped lines, and the line', async () => {
    edit(eventsKeyAt('02:00'), text => `${text.trimEnd().split('\n').reverse().join('\n')}\n`);
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`reordered ${eventsKeyAt('02:00')}`]);
    expect(findings[0]?.detail).toContain(`does not match its digest: line 2, event ${item(0).event_key}`);
  });

  test('an events file that was digested in the wrong order, and changes to its items in the table', async () => {
    const own = digestStage();
    const [edited, deleted, kept] = [itemAt(at('02:01')), itemAt(at('02:02')), itemAt(at('02:03'))] as const;
    own.trail.put(edited, deleted, kept);
    const backwards: AuditTrail = {
      ...own.trail,
      readBetween: async function* (range) {
        yield* (await all(own.trail.readBetween(range))).reverse();
      },
    };
    await own.digest('02:20', { trail: backwards });
    expect((await own.verify('02:20')).named).toEqual([`reordered ${eventsKeyAt('02:00')}`]);
    const inserted = itemAt(at('02:04'));
    own.trail.put(inserted);
    own.trail.edit(edited, { user_agent: 'curl' });
    own.trail.delete(deleted);
    const { named, findings } = await own.verify('02:20');
    expect(new Set(named)).toEqual(
      new Set([
        `reordered ${eventsKeyAt('02:00')}`,
        `edited item ${keyText(edited)}`,
        `deleted item ${keyText(deleted)}`,
        `inserted item ${keyText(inserted)}`,
      ]),
    );
    expect(findings[0]?.detail).toContain('matches its digest: line 2');
  });

  test('an events file with a line that is not an event', async () => {
    edit(eventsKeyAt('02:00'), text => `${text}garbage\n`);
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`unreadable ${eventsKeyAt('02:00')}`]);
    expect(findings[0]?.detail).toContain('line 3');
  });

  test('a missing events file', async () => {
    stage.archive.objects.delete(eventsKeyAt('02:00'));
    expect((await stage.verify('03:05')).named).toEqual([`missing ${eventsKeyAt('02:00')}`]);
  });

  test('a missing events file within the chain, without findings about its items', async () => {
    const own = digestStage();
    own.trail.put(itemAt(at('02:01')), itemAt(at('02:16')), itemAt(at('02:31')));
    await own.digest('02:50');
    own.archive.objects.delete(eventsKeyAt('02:15'));
    expect((await own.verify('02:50')).named).toEqual([`missing ${eventsKeyAt('02:15')}`]);
  });

  test('an object that had another content before, even when the present one is signed', async () => {
    stage.archive.contents.set(digestKeyAt('02:30'), 2);
    expect((await stage.verify('03:05')).named).toEqual([`edited ${digestKeyAt('02:30')}`]);
  });

  test.each(['digests/2026/11/24/T0217.json', 'events/2026/11/24/notes.txt', 'digests/2099/01/01/T0000.json'])(
    'an object that does not belong there: %s',
    async key => {
      replace(key, '{}');
      expect((await stage.verify('03:05')).named).toEqual([`foreign ${key}`]);
    },
  );
});
