import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NOTHING_DONE } from '../../../../../bin/catalog/backfill/backfill.ts';
import { firstEventsPosition } from '../../../../../bin/catalog/backfill/backfill-events.ts';
import { backfillNotes } from '../../../../../bin/catalog/backfill/backfill-notes.ts';

const folder = mkdtempSync(join(tmpdir(), 'notes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'notes.json');
const task = { accountSid: `AC${'1'.repeat(32)}`, table: 'Recordings', since: '2026-01-01' };
const counts = { ...NOTHING_DONE, listed: 7 };
const position = { recordings: { counts, page: '/2', newest: new Date('2026-11-24T12:00:00Z') } };

describe('the notes of a backfill', () => {
  test('return the position that was written', () => {
    const notes = backfillNotes(file, task);
    notes.write(position);
    expect(notes.read()).toEqual(position);
  });

  test('store a position without a newest recording', () => {
    const rest = { recordings: { counts, page: '/2' } };
    backfillNotes(file, task).write(rest);
    expect(backfillNotes(file, task).read()).toEqual(rest);
  });

  test('store the position in the events', () => {
    const events = { ...firstEventsPosition(new Date('2026-11-24T12:00:00Z')), page: '/3' };
    const progress = { recordings: { counts, isDone: true as const }, events };
    backfillNotes(file, task).write(progress);
    expect(backfillNotes(file, task).read()).toEqual(progress);
  });

  test('return nothing to a different backfill, or after they were deleted', () => {
    backfillNotes(file, task).write(position);
    expect(backfillNotes(file, { ...task, until: '2026-02-01' }).read()).toBeUndefined();
    backfillNotes(file, task).write(undefined);
    expect(backfillNotes(file, task).read()).toBeUndefined();
  });

  test.each(['', '{', '{}', 'null'])('return nothing when the file contains %j', text => {
    writeFileSync(file, text);
    expect(backfillNotes(file, task).read()).toBeUndefined();
  });
});
