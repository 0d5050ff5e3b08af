import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { parseJson } from '../../../lambda/domain/shared/json-text.ts';
import type { BackfillPosition } from './backfill.ts';

/** What a backfill is about; a note of another one is of no use to it. */
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

/** Notes, in a file, how far a backfill has come. */
export const backfillNotes = (path: string, task: BackfillTask) => ({
  /** Where to go on; undefined when there is no note, or one of another backfill, or one that cannot be read. */
  read: (): BackfillPosition | undefined => {
    if (!existsSync(path)) return undefined;
    const note = noteSchema.safeParse(parseJson(readFileSync(path, 'utf8')));
    return note.success && JSON.stringify(note.data.task) === JSON.stringify(task) ? note.data.position : undefined;
  },
  /** Replaces the note as a whole, so that a stop in the middle leaves the old one; undefined takes it away. */
  write: (position: BackfillPosition | undefined): void => {
    if (!position) {
      rmSync(path, { force: true });
      return;
    }
    writeFileSync(`${path}.new`, JSON.stringify({ task, position }));
    renameSync(`${path}.new`, path);
  },
});
