import { describe, expect, test } from 'vitest';
import { type BackfillOptions, backfill, NOTHING_DONE } from '../../../../../bin/catalog/backfill/backfill.ts';
import type { CoveredPeriod } from '../../../../../bin/catalog/backfill/backfill-estimate.ts';
import type { CatalogUpdate } from '../../../../../lambda/domain/catalog/catalog-update.ts';
import { ok } from '../../../../../lambda/domain/shared/result.ts';
import { recordingsPage } from '../../../../../local/twilio/recordings-api.ts';
import { manyRecordings } from '../../../../support/many-recordings.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const resources = recordingsPage(ACCOUNT, manyRecordings(100), new URLSearchParams({ PageSize: '100' }));
const page = resources['recordings'] as readonly unknown[];

const run = (options: Partial<BackfillOptions> & { readonly stopAfter?: number }) => {
  const stop = new AbortController();
  const written: CatalogUpdate[] = [];
  const covered: CoveredPeriod[] = [];
  const outcome = backfill({
    start: { counts: NOTHING_DONE, page: '/1' },
    fetchPage: async () => ({ recordings: page }),
    catalog: {
      apply: async update => {
        written.push(update);
        if (written.length === options.stopAfter) stop.abort();
        return ok('changed');
      },
    },
    accountSid: ACCOUNT,
    readable: undefined,
    onElsewhere: () => {},
    onPageDone: () => {},
    onUnreadable: () => {},
    onProgress: (_, period) => void covered.push(period),
    stop: stop.signal,
    ...options,
  });
  return { outcome, written, covered };
};

describe('a backfill', () => {
  test('counts the written part of a page when it is stopped within the page', async () => {
    const { outcome, written } = run({ stopAfter: 40 });
    const { counts, complete } = await outcome;
    expect(complete).toBe(false);
    expect(written.length).toBeLessThan(100);
    expect(counts).toMatchObject({ listed: written.length, written: written.length });
  });

  test('returns the counts so far when it is stopped during a request to Twilio', async () => {
    const counts = { ...NOTHING_DONE, listed: 7 };
    const { outcome } = run({ start: { counts, page: '/2' }, fetchPage: async () => undefined });
    expect(await outcome).toEqual({ counts, complete: false });
  });

  test('reports the period from its newest recording on, also after a stop', async () => {
    const first = run({});
    await first.outcome;
    const [newest, oldest] = ['2026-11-24T12:00:00Z', '2026-11-24T10:21:00Z'].map(text => new Date(text));
    expect(first.covered.at(-1)).toEqual({ newest, oldest });

    const earlier = new Date('2026-11-25T00:00:00Z');
    const second = run({ start: { counts: NOTHING_DONE, page: '/2', newest: earlier } });
    await second.outcome;
    expect(second.covered[0]).toMatchObject({ newest: earlier });
  });

  test('stores the object key of a recording in a readable place, and reports one that is elsewhere', async () => {
    const stored = (folder: string) => `https://recordings.s3.eu-central-1.amazonaws.com/${folder}/`;
    const recordings = manyRecordings(3).map((recording, index) => ({
      ...recording,
      ...(index > 0 && { mediaUrl: `${stored(index === 1 ? 'calls' : 'other')}${recording.sid}` }),
    }));
    const listed = recordingsPage(ACCOUNT, recordings, new URLSearchParams())['recordings'] as readonly unknown[];
    const elsewhere: string[] = [];
    const { outcome, written } = run({
      fetchPage: async () => ({ recordings: listed }),
      readable: {
        accountSid: ACCOUNT,
        address: 'https://recordings.s3.eu-central-1.amazonaws.com/',
        keys: ['calls/{recordingSid}'],
      },
      onElsewhere: (recordingSid, { place }) => void elsewhere.push(recordingSid, place),
    });
    expect((await outcome).counts).toMatchObject({ written: 3, elsewhere: 1 });
    const keys = written.map(update => ('ifUnknown' in update ? update.ifUnknown?.objectKey : undefined));
    expect(keys).toEqual([undefined, `calls/${recordings[1]?.sid}`, undefined]);
    expect(elsewhere).toEqual([recordings[2]?.sid, `${stored('other')}{recordingSid}`]);
  });

  test('stores the newest recording with the position of the next page', async () => {
    const noted: unknown[] = [];
    let asked = 0;
    const { outcome } = run({
      fetchPage: async () => (++asked === 1 ? { recordings: page, nextPage: '/2' } : { recordings: [] }),
      onPageDone: position => void noted.push(position),
    });
    await outcome;
    expect(noted).toMatchObject([{ page: '/2', newest: new Date('2026-11-24T12:00:00Z') }, undefined]);
  });
});
