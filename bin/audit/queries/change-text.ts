import type { ItemValue, StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';

/** Returns what an event says about changed facts, such as `restricted: true → false`; empty for other events. */
export const changeText = (item: StoredItem): string => {
  const [before, after] = [factsOf(item['before']), factsOf(item['after'])];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.map(name => `${name}: ${textOf(before.get(name))} → ${textOf(after.get(name))}`).join(', ');
};

const factsOf = (value: ItemValue | undefined): ReadonlyMap<string, ItemValue> =>
  new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);

const textOf = (value: ItemValue | undefined): string => {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
