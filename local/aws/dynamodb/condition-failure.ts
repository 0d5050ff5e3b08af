import type { TableDefinition } from '../../template/tables.ts';
import type { Answer } from '../protocol/answer.ts';
import type { JsonCall } from '../protocol/json-protocol.ts';
import type { DynaliteDatabase } from './dynalite-database.ts';

/**
 * Adds to a failed condition the item that it failed on, where the call asks for it
 * (`ReturnValuesOnConditionCheckFailure`), which dynalite does not know.
 */
export const withFailedItem = async (
  answer: Answer,
  { input }: JsonCall,
  { database, tables }: { readonly database: DynaliteDatabase; readonly tables: readonly TableDefinition[] },
): Promise<Answer> => {
  if (answer.status !== 400 || input['ReturnValuesOnConditionCheckFailure'] !== 'ALL_OLD') return answer;
  const error = JSON.parse(String(answer.body));
  if (!String(error.__type).endsWith('#ConditionalCheckFailedException')) return answer;
  const table = tables.find(({ tableName }) => tableName === input['TableName']);
  const key = table && keyOf(table, input);
  if (!key) return answer;
  const read = { TableName: input['TableName'], Key: key, ConsistentRead: true };
  const { Item } = JSON.parse(String((await database.call('GetItem', Buffer.from(JSON.stringify(read)))).body));
  const { 'Content-Length': _, 'content-length': __, ...headers } = answer.headers ?? {};
  return Item ? { ...answer, headers, body: JSON.stringify({ ...error, Item }) } : answer;
};

/** The key that a call names, or the key's attributes of the item that it puts. */
const keyOf = (
  { keySchema }: TableDefinition,
  input: JsonCall['input'],
): Readonly<Record<string, unknown>> | undefined => {
  const attributes = Object(input['Key'] ?? input['Item']);
  return Object.fromEntries(keySchema.map(({ AttributeName }) => [AttributeName, attributes[AttributeName]]));
};
