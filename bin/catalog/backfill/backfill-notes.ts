import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { parseJson } from '../../../lambda/domain/shared/json-text.ts';
import type { BackfillCounts, BackfillPosition } from './backfill.ts';
import type { EventsPosition } from './backfill-events.ts';

/** Identifies a backfill. A backfill cannot continue from the note of a different one. */
export interface BackfillTask {
  readonly accountSid: string;
  readonly table: string;
  readonly since: string;
  readonly until?: string | undefined;
  readonly workspaceSid?: string | undefined;
}

/** How far a backfill has come: the recordings are done before the first event is read. */
export interface BackfillProgress {
  readonly recordings:
    | (BackfillPosition & { readonly isDone?: never })
    | { readonly counts: BackfillCounts; readonly isDone: true };
  readonly events?: EventsPosition | undefined;
}

const counts = <const Names extends readonly string[]>(...names: Names) =>
  z.object(Object.fromEntries(names.map(name => [name, z.number()])) as Record<Names[number], z.ZodNumber>);
const time = z.iso.datetime().transform(text => new Date(text));
const recordingCounts = counts('listed', 'written', 'known', 'encrypted', 'unreadable', 'elsewhere', 'skipped');
const eventCounts = counts('listed', 'written', 'known', 'irrelevant', 'dropped', 'unreadable', 'skipped');

const noteSchema = z.object({
  task: z.record(z.string(), z.string()),
  position: z.object({
    recordings: z.union([
      z.object({ counts: recordingCounts, isDone: z.literal(true) }),
      z.object({ counts: recordingCounts, page: z.string(), newest: time.optional() }),
    ]),
    events: z
      .object({ counts: eventCounts, end: time, until: time, sliceMs: z.number(), page: z.string().optional() })
      .optional(),
  }),
});

/** Stores the position of a backfill in a file. */
export const backfillNotes = (path: string, task: BackfillTask) => ({
  /** Reads the position. Returns undefined when the note is absent, unreadable or of a different backfill. */
  read: (): BackfillProgress | undefined => {
    if (!existsSync(path)) return undefined;
    const note = noteSchema.safeParse(parseJson(readFileSync(path, 'utf8')));
    return note.success && JSON.stringify(note.data.task) === JSON.stringify(task) ? note.data.position : undefined;
  },
  /** Replaces the note atomically, so an interrupted write leaves the old note. Undefined deletes the note. */
  write: (position: BackfillProgress | undefined): void => {
    if (!position) {
      rmSync(path, { force: true });
      return;
    }
    writeFileSync(`${path}.new`, JSON.stringify({ task, position }));
    renameSync(`${path}.new`, path);
  },
});
