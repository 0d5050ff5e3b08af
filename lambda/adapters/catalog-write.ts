import type { CatalogFacts } from '../domain/catalog-entry.ts';
import type { CatalogUpdate, CompanyFacts } from '../domain/catalog-update.ts';
import { attributeValue, CATALOG_ATTRIBUTES, TASK_REPORTS_ATTRIBUTE } from './catalog-item.ts';
import { taskReportText } from './task-report-text.ts';

/** A conditional write, as `UpdateItem` takes it; the condition holds exactly if the write would change something. */
export interface CatalogWrite {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  /** Plain values, not yet marshalled. */
  readonly values: Record<string, unknown>;
}

/** A report is at most 3.2 kB, so that even the longest leave an item of 400 kB room for everything else. */
const MAX_TASK_REPORTS = 60;

/**
 * The writes that an update comes to, each on its own and in any order: what differs in when it may be written has a
 * write of its own, because a condition holds for a write as a whole.
 */
export const catalogWrites = ({ ifUnknown = {}, final = {}, taskReport, decided }: CatalogUpdate): CatalogWrite[] =>
  [
    timelessWrite(ifUnknown, final),
    taskReport && additionWrite(TASK_REPORTS_ATTRIBUTE, taskReportText(taskReport), MAX_TASK_REPORTS),
    decided && decidedWrite(decided.facts, decided.cleared),
  ].filter(write => write !== undefined);

const timelessWrite = (ifUnknown: CatalogFacts, final: CatalogFacts): CatalogWrite | undefined => {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const assignments: string[] = [];
  const changes: string[] = [];
  const note = (fact: keyof CatalogFacts, value: unknown) => {
    names[`#${fact}`] = CATALOG_ATTRIBUTES[fact];
    values[`:${fact}`] = value;
  };
  for (const [fact, value] of entries(ifUnknown)) {
    note(fact, value);
    assignments.push(`#${fact} = if_not_exists(#${fact}, :${fact})`);
    changes.push(`attribute_not_exists(#${fact})`);
  }
  for (const [fact, value] of entries(final)) {
    note(fact, value);
    assignments.push(`#${fact} = :${fact}`);
    changes.push(`attribute_not_exists(#${fact})`, `#${fact} <> :${fact}`);
  }
  if (assignments.length === 0) return undefined;
  return {
    UpdateExpression: `SET ${assignments.join(', ')}`,
    ConditionExpression: changes.join(' OR '),
    ExpressionAttributeNames: names,
    values,
  };
};

/** A set only grows, so that it holds the same whatever the order; up to a limit, or it could fill the item. */
const additionWrite = (attribute: string, member: string, limit: number): CatalogWrite => ({
  UpdateExpression: 'ADD #set :members',
  ConditionExpression: 'attribute_not_exists(#set) OR (NOT contains(#set, :member) AND size(#set) < :limit)',
  ExpressionAttributeNames: { '#set': attribute },
  values: { ':members': new Set([member]), ':member': member, ':limit': limit },
});

const decidedWrite = (facts: CompanyFacts, cleared: readonly (keyof CompanyFacts)[]): CatalogWrite => {
  const set = entries(facts);
  const names = [...set.map(([fact]) => fact), ...cleared];
  const clauses = [
    set.length > 0 && `SET ${set.map(([fact]) => `#${fact} = :${fact}`).join(', ')}`,
    cleared.length > 0 && `REMOVE ${cleared.map(fact => `#${fact}`).join(', ')}`,
  ];
  return {
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ConditionExpression: [
      ...set.map(([fact]) => `attribute_not_exists(#${fact}) OR #${fact} <> :${fact}`),
      ...cleared.map(fact => `attribute_exists(#${fact})`),
    ].join(' OR '),
    ExpressionAttributeNames: Object.fromEntries(names.map(fact => [`#${fact}`, CATALOG_ATTRIBUTES[fact]])),
    values: Object.fromEntries(set.map(([fact, value]) => [`:${fact}`, value])),
  };
};

const entries = <F extends CatalogFacts>(facts: F): [keyof F & keyof CatalogFacts, unknown][] =>
  (Object.entries(facts) as [keyof F & keyof CatalogFacts, CatalogFacts[keyof CatalogFacts]][]).map(([fact, value]) => [
    fact,
    attributeValue(value),
  ]);
