/** Returns true if a value from a table has the type that its attribute should have. */
export type Check<T> = (value: unknown) => value is T;

export const isText: Check<string> = value => typeof value === 'string';
export const isFiniteNumber: Check<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value);
export const isFlag: Check<boolean> = value => typeof value === 'boolean';

/** A time in ISO 8601 and UTC on a day that exists: `new Date` would change 31 February to 3 March. */
export const isDateTime: Check<string> = (value): value is string => {
  if (!isText(value) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return false;
  const at = new Date(value);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value.slice(0, 'yyyy-mm-ddThh'.length));
};

export const isListOf =
  <T>(isMember: Check<T>): Check<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every(isMember);

/** A set, as `plainItem` returns it. */
export interface PlainSet<T> {
  readonly $SS: readonly T[];
}

export const isSetOf = <T>(isMember: Check<T>): Check<PlainSet<T>> =>
  isMapWith<PlainSet<T>>({ $SS: isListOf(isMember) });

/** A map with all of these members. It may have others. */
export const isMapWith =
  <T extends object>(members: { readonly [K in keyof T]: Check<T[K]> }): Check<T> =>
  (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries<Check<unknown>>(members).every(([name, check]) =>
      check((value as Readonly<Record<string, unknown>>)[name]),
    );

export const isAbsentOr =
  <T>(isPresent: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || isPresent(value);
