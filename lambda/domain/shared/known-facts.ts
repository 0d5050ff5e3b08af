/** The same facts, each of which may be undefined. */
export type PossiblyUnknown<Facts> = { readonly [Name in keyof Facts]: Facts[Name] | undefined };

/** Returns the facts without those that are undefined. */
export const knownFacts = <Facts extends object>(facts: PossiblyUnknown<Facts>): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as Facts;
