import type { CatalogEntry, CatalogFacts } from '../../lambda/domain/catalog/catalog-entry.ts';
import type { CatalogParts, JoinedMembers } from '../../lambda/domain/catalog/ports.ts';
import {
  type Handling,
  handlingFrom,
  needlessReports,
  type TaskReport,
} from '../../lambda/domain/catalog/task-report.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

/** The parts of a catalog in memory: the facts that do not change, and what decides who handled a call. */
export const memoryCatalogParts = () => {
  const sets = new Map<string, Map<string, string | TaskReport>>();
  const facts = new Map<string, CatalogFacts>();

  const add = (key: string, { sids, reports }: JoinedMembers) => {
    const set = sets.get(key) ?? new Map<string, string | TaskReport>();
    sets.set(key, set);
    const before = new Set(set.keys());
    const added = [...sids, ...reports].map(member => [JSON.stringify(member), member] as const);
    for (const [text, member] of added) set.set(text, member);
    for (const needless of needlessReports(reportsIn(key))) set.delete(JSON.stringify(needless));
    const isChanged = added.some(([text]) => set.has(text) && !before.has(text));
    return isChanged ? ('changed' as const) : ('unchanged' as const);
  };
  const reportsIn = (key: string): TaskReport[] =>
    [...(sets.get(key)?.values() ?? [])].filter(member => typeof member !== 'string');
  const sidsIn = (key: string): string[] =>
    [...(sets.get(key)?.values() ?? [])].filter(member => typeof member === 'string');

  const parts: CatalogParts = {
    write: async ({ recordingSid, ifUnknown, taskReports = [] }) => {
      facts.set(recordingSid, { ...ifUnknown, ...facts.get(recordingSid) });
      return ok(add(recordingSid, { sids: [], reports: taskReports }));
    },
    join: async (sid, members) => {
      const change = add(sid, members);
      return ok({ sids: sidsIn(sid), reports: reportsIn(sid), change });
    },
  };
  const handling = (recordingSid: string): Handling =>
    handlingFrom(reportsIn(recordingSid), facts.get(recordingSid)?.startedAt);
  return {
    parts,
    handling,
    entry: (recordingSid: RecordingSid): CatalogEntry | undefined =>
      facts.has(recordingSid) ? { recordingSid, ...facts.get(recordingSid), ...handling(recordingSid) } : undefined,
    /** The texts of the recording's reports, sorted. */
    reports: (recordingSid: string): string[] => [...(sets.get(recordingSid)?.keys() ?? [])].sort(),
  };
};
