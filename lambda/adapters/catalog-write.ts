import type { CatalogFacts } from '../domain/catalog-entry.ts';
import type { CatalogUpdate } from '../domain/catalog-update.ts';
import { attributeValue, CATALOG_ATTRIBUTES } from './catalog-item.ts';

/** A conditional write, as `UpdateItem` takes it; the condition holds exactly if the write would change something. */
export interface CatalogWrite {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  /** Plain values, not yet marshalled. */
  readonly values: Record<string, unknown>;
}

/**
 * The writes that an update comes to, each on its own and in any order: one for the facts that do not depend on time,
 * and one for each dated fact, because a condition holds for a write as a whole.
 */
export const catalogWrites = ({ ifUnknown = {}, final = {}, ifLater }: CatalogUpdate): readonly CatalogWrite[] => {
  const settled = timelessWrite(ifUnknown, final);
  const dated = ifLater ? entries(ifLater.facts).map(([fact, value]) => datedWrite(fact, value, ifLater.at)) : [];
  return settled ? [settled, ...dated] : dated;
};

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

/** A dated fact stands beside its time, in `<attribute>_at`. Of two from the same moment the greater text counts. */
const datedWrite = (fact: keyof CatalogFacts, value: unknown, at: Date): CatalogWrite => ({
  UpdateExpression: 'SET #fact = :fact, #at = :at',
  ConditionExpression: 'attribute_not_exists(#at) OR #at < :at OR (#at = :at AND #fact < :fact)',
  ExpressionAttributeNames: { '#fact': CATALOG_ATTRIBUTES[fact], '#at': `${CATALOG_ATTRIBUTES[fact]}_at` },
  values: { ':fact': value, ':at': at.toISOString() },
});

const entries = (facts: CatalogFacts): [keyof CatalogFacts, unknown][] =>
  (Object.entries(facts) as [keyof CatalogFacts, CatalogFacts[keyof CatalogFacts]][]).map(([fact, value]) => [
    fact,
    attributeValue(value),
  ]);
