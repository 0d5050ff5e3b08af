import { attributeValue, CATALOG_ATTRIBUTES } from '../../../lambda/adapters/dynamodb/catalog-item.ts';
import type { PlainItem } from '../../../lambda/adapters/dynamodb/plain-item.ts';
import { canonicalJson } from '../../../lambda/domain/audit/chain/canonical-json.ts';
import type { ItemValue } from '../../../lambda/domain/audit/chain/stored-item.ts';
import type { RuleFacts } from '../../../lambda/domain/audit/events/rule-event.ts';
import type { CompanyFacts } from '../../../lambda/domain/catalog/catalog-update.ts';
import type { CompanyDecision } from './company-facts.ts';

/** What a decision changes in an entry, by the attribute names of the catalog. */
export interface ChangedFacts {
  readonly before: RuleFacts;
  readonly after: RuleFacts;
  /** The part of the decision that changes something. */
  readonly decided: CompanyDecision;
}

/**
 * Compares a decision with the stored entry. Returns undefined if nothing would change. `before` contains stored values as
 * they are, also one of a wrong type.
 */
export const changedFacts = (stored: PlainItem, { facts, cleared }: CompanyDecision): ChangedFacts | undefined => {
  const storedValue = (fact: keyof CompanyFacts) => stored[CATALOG_ATTRIBUTES[fact]];
  const isNew = ([fact, value]: [keyof CompanyFacts, ItemValue]) => !areEqual(storedValue(fact), value);
  const set = entriesOf(facts).filter(isNew);
  const removed = cleared.filter(fact => storedValue(fact) !== undefined);
  const changed = [...set.map(([fact]) => fact), ...removed];
  if (changed.length === 0) return undefined;
  const before = changed.flatMap(fact => {
    const value = storedValue(fact);
    return value === undefined ? [] : [[CATALOG_ATTRIBUTES[fact], value] as const];
  });
  return {
    before: Object.fromEntries(before),
    after: Object.fromEntries(set.map(([fact, value]) => [CATALOG_ATTRIBUTES[fact], value])),
    decided: { facts: Object.fromEntries(set), cleared: removed },
  };
};

const entriesOf = (facts: CompanyFacts): [keyof CompanyFacts, ItemValue][] =>
  (Object.keys(facts) as (keyof CompanyFacts)[]).flatMap(fact => {
    const value = facts[fact];
    return value === undefined ? [] : [[fact, attributeValue(value) as ItemValue]];
  });

const areEqual = (a: ItemValue | undefined, b: ItemValue): boolean =>
  a !== undefined && canonicalJson(a) === canonicalJson(b);
