import fc from 'fast-check';
import { expect } from 'vitest';
import { checkFieldNames } from '../../lambda/domain/catalog/signed-fields.ts';
import type { Result } from '../../lambda/domain/shared/result.ts';
import { signedText } from './task-event.ts';

export const ACCOUNT = `AC${'1'.repeat(32)}`;

export type Fields = Readonly<Record<string, string>>;
export type Understand = (fields: ReadonlyMap<string, string>) => Result<unknown, unknown>;
/** A position at which a signed text is split, and the name of the field that begins there. */
interface Cut {
  readonly at: number;
  readonly name: string;
}

/** The facts of a form with a valid signature. Undefined when it is refused or has no facts. */
export const outcomeOf = (fields: Fields, understand: Understand): unknown => {
  if (fields['AccountSid'] !== ACCOUNT) return undefined;
  const form = new Map(Object.entries(fields).map(([name, value]) => [name, [value]]));
  const named = checkFieldNames({ url: '', signature: '', body: { kind: 'form', fields: form } });
  const taken = named.ok ? understand(new Map(Object.entries(fields))) : named;
  return taken.ok && JSON.stringify(taken.value) !== '[]' ? taken.value : undefined;
};

export const cutsOf = (fields: Fields): Cut[] => {
  let at = 0;
  return Object.keys(fields)
    .sort()
    .map(name => {
      const cut = { at, name };
      at += name.length + (fields[name] ?? '').length;
      return cut;
    });
};

const fits = (a: Cut, b: Cut): boolean => a.name < b.name === a.at < b.at && a.name !== b.name;

/**
 * The fields that result when the signed text is cut at some new places and at all the old ones that fit them; undefined
 * when it is no form under the same signature.
 */
export const recut = (original: Fields, added: readonly Cut[], omitted: readonly Cut[]): Fields | undefined => {
  const text = signedText(original);
  const kept = cutsOf(original).filter(cut => !omitted.includes(cut) && added.every(one => fits(cut, one)));
  const cuts = [...kept, ...added].sort((a, b) => a.at - b.at);
  const fields = Object.fromEntries(
    cuts.map(({ at, name }, index) => [name, text.slice(at + name.length, cuts[index + 1]?.at ?? text.length)]),
  );
  return signedText(fields) === text ? fields : undefined;
};

/** Every position of one of the names. */
const placesOf = (text: string, names: readonly string[]): Cut[] =>
  names.flatMap(name => [...text.matchAll(new RegExp(name, 'g'))].map(({ index }) => ({ at: index, name })));

/** An invented name: the text at some position. */
const madeUp = (text: string): fc.Arbitrary<Cut> =>
  fc
    .record({ at: fc.nat(text.length - 2), length: fc.integer({ min: 1, max: 3 }) })
    .map(({ at, length }) => ({ at, name: text.slice(at, at + length) }));

/** Tries many splits of many forms. Returns how many gave another form with the same signature. */
export const tryCuts = (originals: fc.Arbitrary<Fields>, names: readonly string[], understand: Understand): number => {
  let tried = 0;
  const attempts = originals.chain(original => {
    const text = signedText(original);
    return fc.record({
      original: fc.constant(original),
      added: fc.oneof(
        { weight: 2, arbitrary: fc.subarray(placesOf(text, names)) },
        fc.array(madeUp(text), { minLength: 1, maxLength: 2 }),
      ),
      omitted: fc.subarray(cutsOf(original), { maxLength: 3 }),
    });
  });
  fc.assert(
    fc.property(attempts, ({ original, added, omitted }) => {
      const inOrder = added.filter((cut, index) => added.slice(0, index).every(one => fits(one, cut)));
      const other = recut(original, inOrder, omitted);
      if (!other || JSON.stringify(other) === JSON.stringify(original)) return;
      tried++;
      const taken = outcomeOf(other, understand);
      if (taken !== undefined) expect(taken).toEqual(outcomeOf(original, understand));
    }),
    { numRuns: 5_000 },
  );
  return tried;
};
