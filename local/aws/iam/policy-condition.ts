import type { PolicyStatement } from '../../template/roles.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

/**
 * What is known about a call, by condition key, such as `s3:prefix`; a list for a key that holds many values. A key that
 * does not apply is absent.
 */
export type AccessContext = Readonly<Record<string, string | readonly string[]>>;

type Test = (actual: string, accepted: string) => boolean;

const equals: Test = (actual, accepted) => actual === accepted;
const equalsIgnoringCase: Test = (actual, accepted) => actual.toLowerCase() === accepted.toLowerCase();
const like: Test = (actual, accepted) => matchesWildcard(accepted, actual);
const arnLike: Test = (actual, accepted) => matchesArn(accepted, actual);
const number =
  (test: (actual: number, accepted: number) => boolean): Test =>
  (actual, accepted) =>
    test(Number(actual), Number(accepted));

/** Operators that hold when any accepted value passes the test. */
const POSITIVE: Readonly<Record<string, Test>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: like,
  Bool: equalsIgnoringCase,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  NumericEquals: number((actual, accepted) => actual === accepted),
  NumericLessThan: number((actual, accepted) => actual < accepted),
  NumericLessThanEquals: number((actual, accepted) => actual <= accepted),
  NumericGreaterThan: number((actual, accepted) => actual > accepted),
  NumericGreaterThanEquals: number((actual, accepted) => actual >= accepted),
};

/** Operators that hold when no listed value passes the test. */
const NEGATIVE: Readonly<Record<string, Test>> = {
  StringNotEquals: equals,
  StringNotEqualsIgnoreCase: equalsIgnoringCase,
  StringNotLike: like,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
  NumericNotEquals: number((actual, accepted) => actual === accepted),
};

/** Keys that the local endpoint fills in where they apply: an absent one is absent in AWS, too. Lower case. */
const KNOWN_KEYS = new Set([
  'aws:securetransport',
  'aws:principalarn',
  'aws:requestedregion',
  'dynamodb:attributes',
  's3:prefix',
  's3:delimiter',
  's3:max-keys',
  's3:authtype',
  's3:signatureage',
  's3:signatureversion',
  's3:versionid',
  's3:if-none-match',
  'kms:viaservice',
  'kms:calleraccount',
  'kms:encryptioncontext:aws:s3:arn',
  'kms:encryptionalgorithm',
  'kms:messagetype',
  'kms:signingalgorithm',
]);

/**
 * Whether all conditions of a statement hold. An operator or key that is not known here is reported by name and decided
 * against the caller: it does not hold for an Allow, and holds for a Deny.
 */
export const conditionsHold = (
  statement: PolicyStatement,
  context: AccessContext,
  reportUnknown: (name: string) => void,
): boolean => {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(statement.conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, accepted]) => {
      const value = known.get(key.toLowerCase());
      const isKnown = KNOWN_KEYS.has(key.toLowerCase());
      const test = isKnown ? testOfAllValues(operator) : undefined;
      // Of no values at all it holds, as in IAM.
      if (test) return [value ?? []].flat().every(one => accepted.some(pattern => test(one, pattern)));
      const holds = isKnown && !isList(value) ? operatorOf(operator) : undefined;
      if (holds && !isList(value)) return holds(value, accepted);
      reportUnknown(`${operator} ${key}`);
      return statement.effect === 'Deny';
    }),
  );
};

const isList = (value: string | readonly string[] | undefined): value is readonly string[] => Array.isArray(value);

/** The test of `ForAllValues:` and a positive operator; what else IAM has for many values is not known here. */
const testOfAllValues = (name: string): Test | undefined => {
  const [, base = ''] = /^ForAllValues:(.+)$/.exec(name) ?? [];
  return Object.hasOwn(POSITIVE, base) ? POSITIVE[base] : undefined;
};

type Operator = (actual: string | undefined, accepted: readonly string[]) => boolean;

const operatorOf = (name: string): Operator | undefined => {
  if (name === 'Null') return (actual, accepted) => accepted.includes(String(actual === undefined));
  const ifExists = name.endsWith('IfExists');
  const base = ifExists ? name.slice(0, -'IfExists'.length) : name;
  const positive = Object.hasOwn(POSITIVE, base) ? POSITIVE[base] : undefined;
  if (positive) {
    return (actual, accepted) => (actual === undefined ? ifExists : accepted.some(value => positive(actual, value)));
  }
  const negative = Object.hasOwn(NEGATIVE, base) ? NEGATIVE[base] : undefined;
  return negative && ((actual, unwanted) => actual === undefined || !unwanted.some(value => negative(actual, value)));
};
