import { LOCAL_REGION, localArn } from '../../template/local-account.ts';
import type { TableDefinition } from '../../template/tables.ts';
import type { AccessContext } from '../iam/policy-condition.ts';
import type { Permission } from '../iam/role-policy.ts';
import { viaService } from '../kms/kms-permission.ts';
import { type AwsService, answering } from '../protocol/aws-service.ts';
import { type JsonCall, type JsonProtocol, jsonError, jsonRefusal, readJsonCall } from '../protocol/json-protocol.ts';
import { type DynaliteDatabase, openDynalite } from './dynalite-database.ts';
import { touchedAttributes } from './touched-attributes.ts';

const PROTOCOL: JsonProtocol = {
  contentType: 'application/x-amz-json-1.0',
  throttled: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  internal: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
};
const BATCHES = new Set(['BatchGetItem', 'BatchWriteItem']);
/** Calls that touch items, hence need the use of the table's key when it is the customer's own. */
const ITEM_CALL = /Item$|^Query$|^Scan$/;

/** DynamoDB: dynalite behind the template's tables, which exist once this resolves. `path`: a folder, else in memory. */
export const startDynamoDb = async (options: {
  readonly tables: readonly TableDefinition[];
  readonly path?: string;
}): Promise<AwsService> => {
  const database = openDynalite(options.path);
  for (const table of options.tables) await createTable(database, table);
  const keys = new Map(options.tables.map(({ arn, kmsKeyArn }) => [arn, kmsKeyArn]));

  return {
    signingName: 'dynamodb',
    refuse: refusal => jsonRefusal(PROTOCOL, refusal),
    close: database.close,
    identify: async request => {
      const call = await readJsonCall(request);
      if (!call) {
        const type = 'com.amazon.coral.service#SerializationException';
        return answering(jsonError(PROTOCOL, { type, message: 'The body is not a JSON object' }));
      }
      return {
        name: call.operation,
        needs: resourcesOf(call).flatMap(resource => permissions(call, resource, keys)),
        run: () => database.call(call.operation, call.body),
      };
    },
  };
};

/** ARNs of the tables and indexes that a call names. */
const resourcesOf = ({ operation, input }: JsonCall): string[] => {
  if (BATCHES.has(operation)) return Object.keys(Object(input['RequestItems'])).map(tableArn);
  const table = input['TableName'];
  if (typeof table !== 'string') return ['*'];
  const index = input['IndexName'];
  return [typeof index === 'string' ? `${tableArn(table)}/index/${index}` : tableArn(table)];
};

const tableArn = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : localArn('dynamodb', `table/${nameOrArn}`);

const permissions = (
  { operation, input }: JsonCall,
  resource: string,
  keys: ReadonlyMap<string, string | undefined>,
): Permission[] => {
  const kmsKeyArn = ITEM_CALL.test(operation) ? keys.get(resource.replace(/\/index\/[^/]*$/, '')) : undefined;
  return [
    { action: `dynamodb:${operation}`, resource, context: contextOf(input) },
    ...(kmsKeyArn ? [viaService('kms:Decrypt', kmsKeyArn, `dynamodb.${LOCAL_REGION}.amazonaws.com`)] : []),
  ];
};

/**
 * AWS does not say whether `dynamodb:ReturnValues` also holds what a call wants to be told when its condition fails. Here
 * it does: nothing may depend on it not doing so.
 */
const contextOf = (input: JsonCall['input']): AccessContext => {
  const asked = [input['ReturnValues'], input['ReturnValuesOnConditionCheckFailure']].filter(
    value => value !== undefined,
  );
  const returned = asked.find(value => value !== 'NONE') ?? asked[0];
  return {
    'dynamodb:Attributes': touchedAttributes(input),
    ...(returned !== undefined && { 'dynamodb:ReturnValues': String(returned) }),
  };
};

/** Makes the table unless a kept folder holds it already, and waits until it can be used. */
const createTable = async (database: DynaliteDatabase, table: TableDefinition): Promise<void> => {
  const describe = async () => {
    const answer = await database.call('DescribeTable', Buffer.from(JSON.stringify({ TableName: table.tableName })));
    return { status: answer.status, body: JSON.parse(String(answer.body)) };
  };
  if ((await describe()).status === 200) return;
  const definition = {
    TableName: table.tableName,
    AttributeDefinitions: table.attributeDefinitions,
    KeySchema: table.keySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(table.globalIndexes.length > 0 && { GlobalSecondaryIndexes: table.globalIndexes }),
  };
  const created = await database.call('CreateTable', Buffer.from(JSON.stringify(definition)));
  if (created.status !== 200) throw new Error(`table ${table.logicalId}: ${created.body}`);
  while ((await describe()).body.Table?.TableStatus !== 'ACTIVE') await new Promise(resolve => setImmediate(resolve));
};
