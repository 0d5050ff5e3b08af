import type { JsonCall } from '../protocol/json-protocol.ts';

type Input = JsonCall['input'];

const EXPRESSIONS = [
  'UpdateExpression',
  'ConditionExpression',
  'ProjectionExpression',
  'KeyConditionExpression',
  'FilterExpression',
];
/** Parameters whose members are named as the attributes are. */
const ATTRIBUTE_MAPS = ['Key', 'Item', 'AttributeUpdates', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter'];
/** Words of DynamoDB's expression language, upper case; functions are told by the parenthesis behind them. */
const WORDS = new Set(['SET', 'REMOVE', 'ADD', 'DELETE', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
/** A path, a value's or a name's placeholder; whatever follows a dot or stands in brackets belongs to its path. */
const TOKEN = /([:#]?[A-Za-z_][\w-]*)((?:\.#?[\w-]+|\[\d+\])*)(\s*\()?/g;

/**
 * Top-level names of the attributes that a call names anywhere: in the item, the key, the update, its condition. That is
 * what IAM's `dynamodb:Attributes` holds ("Using IAM policy conditions for fine-grained access control").
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
    call || first.startsWith(':') || WORDS.has(first.toUpperCase()) ? [] : [first],
  );

/** The calls that a batch or a transaction consists of. */
const partsOf = (input: Input): Input[] => {
  const batches = Object.values(Object(input['RequestItems'])).flat() as Input[];
  const items = Array.isArray(input['TransactItems']) ? (input['TransactItems'] as Input[]) : [];
  const keys = Array.isArray(input['Keys']) ? input['Keys'].map(Key => ({ Key })) : [];
  const requests = [...batches, ...items].flatMap(part => ('Keys' in part ? [part] : (Object.values(part) as Input[])));
  return [...requests, ...keys];
};
