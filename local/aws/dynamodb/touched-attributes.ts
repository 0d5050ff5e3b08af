import type { JsonCall } from '../protocol/json-protocol.ts';

type Input = JsonCall['input'];

const EXPRESSIONS = [
  'UpdateExpression',
  'ConditionExpression',
  'ProjectionExpression',
  'KeyConditionExpression',
  'FilterExpression',
];
/** Parameters whose keys are attribute names. */
const ATTRIBUTE_MAPS = ['Key', 'Item', 'AttributeUpdates', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter'];
/** Keywords of DynamoDB's expression language, upper case. Functions are not listed: a parenthesis follows them. */
const KEYWORDS = new Set(['SET', 'REMOVE', 'ADD', 'DELETE', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
/** A path, or the placeholder of a value or a name. Parts after a dot or in brackets belong to the same path. */
const TOKEN = /([:#]?[A-Za-z_][\w-]*)((?:\.#?[\w-]+|\[\d+\])*)(\s*\()?/g;

/**
 * Returns the top-level names of all attributes in a call: in its item, key and expressions. These are the values of
 * IAM's `dynamodb:Attributes` ("Using IAM policy conditions for fine-grained access control").
 */
export const touchedAttributes = (input: Input): string[] => {
  const names = Object(input['ExpressionAttributeNames']) as Readonly<Record<string, string>>;
  const touched = [
    ...ATTRIBUTE_MAPS.flatMap(parameter => Object.keys(Object(input[parameter]))),
    ...EXPRESSIONS.flatMap(parameter => pathsIn(String(input[parameter] ?? ''))),
    ...(Array.isArray(input['AttributesToGet']) ? input['AttributesToGet'].map(String) : []),
    ...partsOf(input).flatMap(touchedAttributes),
  ];
  return [...new Set(touched.map(name => names[name] ?? name))].sort();
};

const pathsIn = (expression: string): string[] =>
  [...expression.matchAll(TOKEN)].flatMap(([, first = '', , call]) =>
    call || first.startsWith(':') || KEYWORDS.has(first.toUpperCase()) ? [] : [first],
  );

/** Returns the single requests of a batch or a transaction. */
const partsOf = (input: Input): Input[] => {
  const batches = Object.values(Object(input['RequestItems'])).flat() as Input[];
  const items = Array.isArray(input['TransactItems']) ? (input['TransactItems'] as Input[]) : [];
  const keys = Array.isArray(input['Keys']) ? input['Keys'].map(Key => ({ Key })) : [];
  const requests = [...batches, ...items].flatMap(part => ('Keys' in part ? [part] : (Object.values(part) as Input[])));
  return [...requests, ...keys];
};
