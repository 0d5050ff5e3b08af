import type { ItemValue } from './stored-item.ts';

/**
 * Returns the canonical JSON text of a value: names sorted by UTF-16 code units at every level, no white space, numbers and
 * strings as `JSON.stringify` writes them. Equal values have equal text, so the texts can be compared and hashed.
 */
export const canonicalJson = (value: ItemValue): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value as { readonly [name: string]: ItemValue })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
};
