import { beforeEach, describe, expect, it } from 'vitest';
import { type AuditItem, keyText } from '../../lambda/domain/digest-chain/audit-item.ts';
import { digestText, parseDigest, signedText, statementOf } from '../../lambda/domain/digest-chain/digest.ts';
import { itemAt } from '../support/audit-events.ts';
import { at, digestKeyAt, digestStage, eventsKeyAt } from '../support/digest-stage.ts';
import { testSigner } from '../support/test-signer.ts';

let stage: ReturnType<typeof digestStage>;
let items: AuditItem[];

/** Four windows, 02:00 to 03:00, digested at 03:05: two events, none, one that was late by a window, and one. */
beforeEach(async () => {
  stage = digestStage();
  items = [itemAt(at('02:01')), itemAt(at('02:02')), itemAt(at('02:03')), itemAt(at('02:46'))];
  const [first, second, late, last] = items as [AuditItem, AuditItem, AuditItem, AuditItem];
  stage.trail.put(first, second);
  await stage.digest('02:20');
  stage.trail.put(late, last);
  await stage.digest('03:05');
});

const item = (index: number): AuditItem => items[index] as AuditItem;
const subject = (index: number) => `item ${keyText(item(index))}`;
const object = (key: string): string => stage.archive.objects.get(key) ?? '';
const replace = (key: string, text: string) => stage.archive.objects.set(key, text);
const edit = (key: string, edit: (text: string) => string) => replace(key, edit(object(key)));

describe('verify', () => {
  it('finds nothing where nothing was touched, and says what it covered', async () => {
    expect(await stage.verify('03:05')).toMatchObject({
      findings: [],
      digests: 4,
      events: 4,
      late: 1,
      notDigestedYet: 0,
      range: { first: { from: at('02:00') }, last: { from: at('02:45') } },
    });
  });

  it('counts what is not due yet, and does not miss it', async () => {
    stage.trail.put(itemAt(at('03:10')), itemAt(at('03:11')));
    expect(await stage.verify('03:15')).toMatchObject({ findings: [], notDigestedYet: 2 });
  });
});

describe('verify names in the table', () => {
  it('an item of which one attribute was changed, and the attribute with both values', async () => {
    stage.trail.edit(item(1), { user_agent: 'curl' });
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`edited ${subject(1)}`]);
    expect(findings[0]?.detail).toBe('user_agent: the archive says "Mozilla/5.0", the table "curl"');
  });

  it('an item that got an attribute, even one that looks like the archive’s own mark', async () => {
    stage.trail.edit(item(0), { archived_late: 'true' });
    expect((await stage.verify('03:05')).named).toEqual([`edited ${subject(0)}`]);
  });

  it.each([0, 2, 3])('an item that was deleted, on time or late (%i)', async index => {
    stage.trail.delete(item(index));
    expect((await stage.verify('03:05')).named).toEqual([`deleted ${subject(index)}`]);
  });

  it('an item that was inserted into a closed window, before the next digest', async () => {
    const inserted = itemAt(at('02:20'));
    stage.trail.put(inserted);
    expect((await stage.verify('03:05')).named).toEqual([`inserted item ${keyText(inserted)}`]);
  });

  it('and lists it as a late arrival after the next digest: nothing tells the two apart', async () => {
    const inserted = itemAt(at('02:20'));
    stage.trail.put(inserted);
    await stage.digest('03:20');
    expect(await stage.verify('03:20')).toMatchObject({ findings: [], late: 2 });
  });

  it('an item of a closed window that is older than late arrivals are looked for', async () => {
    const inserted = itemAt(at('02:20'));
    await stage.digest('04:05');
    stage.trail.put(inserted);
    await stage.digest('04:20');
    expect((await stage.verify('04:20')).named).toEqual([`inserted item ${keyText(inserted)}`]);
  });

  it('an item whose day_shard was changed so that no query by day shows it', async () => {
    stage.trail.edit(item(0), { day_shard: '2026-11-24#99' });
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`edited ${subject(0)}`]);
    expect(findings[0]?.detail).toContain('day_shard');
  });

  it('an item that was inserted where only a query by recording shows it', async () => {
    const { day_shard: _, ...hidden } = itemAt(at('02:20'));
    const timeless = { ...itemAt(at('02:20')), event_key: 'now#1' } as AuditItem;
    stage.trail.put(hidden as AuditItem, timeless);
    expect((await stage.verify('03:05')).named).toEqual([
      `inserted item ${keyText(hidden as AuditItem)}`,
      `inserted item ${keyText(timeless)}`,
    ]);
    expect((await stage.verify('03:05', { searchHidden: false })).named).toEqual([]);
  });

  it('no item whose retention has ended, and any that went before', async () => {
    const own = digestStage();
    const retained = { ...itemAt(at('02:01')), retained_until: Date.parse(at('02:30')) / 1000 };
    own.trail.put(retained);
    await own.digest('02:20');
    own.trail.delete(retained);
    expect((await own.verify('02:29')).named).toEqual([`deleted item ${keyText(retained)}`]);
    expect(await own.verify('02:31')).toMatchObject({ findings: [], expired: 1 });
  });
});

describe('verify names in the archive', () => {
  it('a digest that is missing, once', async () => {
    stage.archive.objects.delete(digestKeyAt('02:15'));
    expect((await stage.verify('03:05')).named).toEqual([`missing ${digestKeyAt('02:15')}`]);
  });

  it('the newest digest that is missing, once it is overdue', async () => {
    stage.archive.objects.delete(digestKeyAt('02:45'));
    expect((await stage.verify('03:05')).named).toEqual([]);
    expect((await stage.verify('03:30')).named).toContain(`missing ${digestKeyAt('02:45')}`);
  });

  it('digests that are missing in a row, as one, and says up to where', async () => {
    stage.archive.objects.delete(digestKeyAt('02:15'));
    stage.archive.objects.delete(digestKeyAt('02:30'));
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`missing ${digestKeyAt('02:15')}`]);
    expect(findings[0]?.detail).toContain(`2 windows up to ${digestKeyAt('02:30')}`);
  });

  it('the digest before a range that begins in the middle of the chain, when it is missing', async () => {
    stage.archive.objects.delete(digestKeyAt('02:15'));
    const since = new Date(at('02:30'));
    expect((await stage.verify('03:05', { since })).named).toEqual([`missing ${digestKeyAt('02:15')}`]);
  });

  it('the beginning of the chain, when it was cut off', async () => {
    stage.archive.objects.delete(digestKeyAt('02:00'));
    expect((await stage.verify('03:05')).named).toContain(`missing ${digestKeyAt('02:00')}`);
  });

  it('two digests that were swapped', async () => {
    const [a, b] = [digestKeyAt('02:15'), digestKeyAt('02:30')];
    const [textA, textB] = [object(a), object(b)];
    replace(a, textB);
    replace(b, textA);
    expect((await stage.verify('03:05')).named).toEqual([`reordered ${a}`, `reordered ${b}`]);
  });

  it('a digest in which a number was changed', async () => {
    edit(digestKeyAt('02:15'), text => text.replace('"count":1', '"count":0'));
    expect((await stage.verify('03:05')).named).toEqual([`forged ${digestKeyAt('02:15')}`]);
  });

  it('a digest that another key signed, even when it is true to the last byte', async () => {
    const key = digestKeyAt('02:45');
    const digest = parseDigest(object(key));
    if (!digest) throw new Error('the stage has no digest');
    const signature = await testSigner().sign(signedText(statementOf(digest)));
    if (signature.ok) replace(key, digestText({ ...digest, signature: signature.value }));
    expect((await stage.verify('03:05')).named).toEqual([`forged ${key}`]);
  });

  it('a genuine digest that was replaced by another genuine one of the same window', async () => {
    const key = digestKeyAt('02:15');
    const digest = parseDigest(object(key));
    if (!digest) throw new Error('the stage has no digest');
    const signature = await stage.signer.sign(signedText(statementOf(digest)));
    if (signature.ok) replace(key, digestText({ ...digest, signature: signature.value }));
    expect((await stage.verify('03:05')).named).toEqual([`edited ${key}`]);
  });

  it.each(['', 'not json', '{}', '[]', 'null'])('a digest that is none: %j', async text => {
    replace(digestKeyAt('02:15'), text);
    expect((await stage.verify('03:05')).named).toEqual([`unreadable ${digestKeyAt('02:15')}`]);
  });

  it('an events file in which one event was changed, and the event', async () => {
    edit(eventsKeyAt('02:00'), text => text.replace('Mozilla/5.0', 'Mozilla/6.0'));
    expect((await stage.verify('03:05')).named).toEqual([`edited ${eventsKeyAt('02:00')}`, `edited ${subject(0)}`]);
  });

  it('an events file from which one event was taken, and the event', async () => {
    edit(eventsKeyAt('02:00'), text => text.slice(text.indexOf('\n') + 1));
    expect((await stage.verify('03:05')).named).toEqual([`edited ${eventsKeyAt('02:00')}`, `inserted ${subject(0)}`]);
  });

  it('an events file whose lines change places, and the line', async () => {
    edit(eventsKeyAt('02:00'), text => `${text.trimEnd().split('\n').reverse().join('\n')}\n`);
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`reordered ${eventsKeyAt('02:00')}`]);
    expect(findings[0]?.detail).toContain(`line 2, event ${item(0).event_key}`);
  });

  it('an events file with a line that is no event', async () => {
    edit(eventsKeyAt('02:00'), text => `${text}garbage\n`);
    const { named, findings } = await stage.verify('03:05');
    expect(named).toEqual([`unreadable ${eventsKeyAt('02:00')}`]);
    expect(findings[0]?.detail).toContain('line 3');
  });

  it('an events file that is missing', async () => {
    stage.archive.objects.delete(eventsKeyAt('02:00'));
    expect((await stage.verify('03:05')).named).toEqual([`missing ${eventsKeyAt('02:00')}`]);
  });

  it('a name that has had another content, even when the present one is genuine', async () => {
    stage.archive.contents.set(digestKeyAt('02:30'), 2);
    expect((await stage.verify('03:05')).named).toEqual([`edited ${digestKeyAt('02:30')}`]);
  });

  it.each(['digests/2026/11/24/T0217.json', 'events/2026/11/24/notes.txt', 'digests/2099/01/01/T0000.json'])(
    'an object that has no business there: %s',
    async key => {
      replace(key, '{}');
      expect((await stage.verify('03:05')).named).toEqual([`foreign ${key}`]);
    },
  );
});

describe('verify of a downloaded copy', () => {
  const copy = { isCopy: true, trail: undefined };

  it('needs no table, and misses nothing outside the copy', async () => {
    stage.archive.objects.delete(digestKeyAt('02:00'));
    stage.archive.objects.delete(eventsKeyAt('02:00'));
    expect(await stage.verify('2027-01-01T00:00:00.000Z', copy as object)).toMatchObject({ findings: [], digests: 3 });
  });

  it('still names what is wrong inside it', async () => {
    edit(eventsKeyAt('02:15'), text => text.replace('Mozilla', 'mozilla'));
    expect((await stage.verify('03:05', copy as object)).named).toEqual([`edited ${eventsKeyAt('02:15')}`]);
  });
});

describe('verify of a part of the time', () => {
  it('knows the late arrivals of that part from the files after it', async () => {
    const until = new Date(at('02:15'));
    expect(await stage.verify('03:05', { until })).toMatchObject({ findings: [], late: 1 });
    stage.trail.delete(item(2));
    expect((await stage.verify('03:05', { until })).named).toEqual([`deleted ${subject(2)}`]);
  });

  it('leaves out what lies before it', async () => {
    stage.trail.edit(item(0), { user_agent: 'curl' });
    stage.trail.edit(item(3), { user_agent: 'curl' });
    expect((await stage.verify('03:05', { since: new Date(at('02:30')) })).named).toEqual([`edited ${subject(3)}`]);
  });

  it('has nothing to say where the archive has nothing', async () => {
    expect((await stage.verify('03:05', { until: new Date(at('01:00')) })).range).toBeUndefined();
    const empty = digestStage();
    expect((await empty.verify('03:05')).range).toBeUndefined();
  });
});
