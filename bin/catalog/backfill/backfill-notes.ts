import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { parseJson } from '../../../lambda/domain/shared/json-text.ts';
import type { BackfillPosition } from './backfill.ts';

/** Identifies a backfill. A backfill cannot continue from the note of a different one. */
export interface BackfillTask {
  readonly accountSid: string;
  readonly table: string;
  readonly since: string;
  readonly until?: string | undefined;
}

const noteSchema = z.object({
  task: z.record(z.string(), z.string()),
  position: z.object({
    page: z.string(),
    newest: z.iso
      .datetime()
      .transform(text => new Date(text))
      .optional(),
    counts: z.object({
      listed: z.number(),
      written: z.number(),
      known: z.number(),
      encrypted: z.number(),
      unreadable: z.number(),
      skipped: z.number(),
    }),
  }),
});

/** Stores the position of a backfill in a file. */
export const backfillNotes = (path: string, task: BackfillTask) => ({
  /** Reads the position. Returns undefined when the note is absent, unreadable or of a different backfill. */
  read: (): BackfillPosition | undefined => {
    if (!existsSync(path)) return undefined;
    const note = noteSchema.safeParse(parseJson(readFileSync(path, 'utf8')));
    return note.success && JSON.stringify(note.data.task) === JSON.stringify(task) ? note.data.position : undefined;
  },
  /** Replaces the note atomically, so an interrupted write leaves the old note. Undefined deletes the note. */
  write: (position: BackfillPosition | undefined): void => {
    if (!position) {
      rmSync(path, { force: true });
      return;
    }
    writeFileSync(`${path}.new`, JSON.stringify({ task, position }));
    renameSync(`${path}.new`, path);
  },
});
