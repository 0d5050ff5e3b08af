import type { PolicyStatement } from '../../template/roles.ts';
import { matchesWildcard } from './wildcard.ts';

/**
 * The values of a call's condition keys, such as `s3:prefix`. A key with several values has a list. A key that does not
 * apply to the call is absent.
 */
export type AccessContext = Readonly<Record<string, string | readonly string[]>>;

type Operator = (actual: string | undefined, accepted: readonly string[]) => boolean;

/** The operators that the project's policies use. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (actual, accepted) => actual !== undefined && accepted.includes(actual),
  StringEqualsIfExists: (actual, accepted) => actual === undefined || accepted.includes(actual),
  StringLike: (actual, accepted) => actual !== undefined && accepted.some(pattern => matchesWildcard(pattern, actual)),
  Null: (actual, accepted) => accepted.includes(String(actual === undefined)),
};
/** The operators for keys with several values, by the test of one value. Without any value they are true, as in IAM. */
const FOR_ALL_VALUES: Readonly<Record<string, Operator>> = {
  'ForAllValues:StringEquals': OPERATORS['StringEquals'] as Operator,
  'ForAllValues:StringLike': OPERATORS['StringLike'] as Operator,
};

/** Lower-case names of the keys that the local endpoint sets wherever AWS does. */
const KNOWN_KEYS = new Set([
  'dynamodb:attributes',
  'dynamodb:leadingkeys',
  'dynamodb:returnvalues',
  's3:prefix',
  's3:if-none-match',
  'kms:viaservice',
  'kms:encryptioncontext:aws:s3:arn',
  'kms:encryptionalgorithm',
  'kms:signingalgorithm',
]);

/**
 * Returns whether all conditions of a statement are true. Reports an unknown operator or key by name and decides against
 * the caller: the condition is false in an Allow and true in a Deny.
 */
export const conditionsHold = (
  statement: PolicyStatement,
  context: AccessContext,
  reportUnknown: (name: string) => void,
): boolean => {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(statement.conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, accepted]) => {
      const isTrue = KNOWN_KEYS.has(key.toLowerCase())
        ? evaluate(operator, values.get(key.toLowerCase()), accepted)
        : undefined;
      if (isTrue === undefined) reportUnknown(`${operator} ${key}`);
      return isTrue ?? statement.effect === 'Deny';
    }),
  );
};

/** Undefined if the operator is unknown, or unknown for a key with several values. */
const evaluate = (
  operator: string,
  actual: string | readonly string[] | undefined,
  accepted: readonly string[],
): boolean | undefined => {
  if (Object.hasOwn(FOR_ALL_VALUES, operator))
    return [actual ?? []].flat().every(value => FOR_ALL_VALUES[operator]?.(value, accepted));
  if (Array.isArray(actual) || !Object.hasOwn(OPERATORS, operator)) return undefined;
  return OPERATORS[operator]?.(actual as string | undefined, accepted);
};
