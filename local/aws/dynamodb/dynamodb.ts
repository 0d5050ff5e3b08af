import { LOCAL_REGION, localArn } from '../../template/local-account.ts';
import type { TableDefinition } from '../../template/tables.ts';
import type { AccessContext } from '../iam/policy-condition.ts';
import type { Permission } from '../iam/role-policy.ts';
import { permissionViaService } from '../kms/kms-permission.ts';
import { type AwsService, fixedAnswer } from '../protocol/aws-service.ts';
import { type JsonCall, type JsonProtocol, jsonError, jsonRefusal, readJsonCall } from '../protocol/json-protocol.ts';
import { type DynaliteDatabase, openDynalite } from './dynalite-database.ts';
import { touchedAttributes } from './touched-attributes.ts';

const PROTOCOL: JsonProtocol = {
  contentType: 'application/x-amz-json-1.0',
  throttled: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  internal: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
};
const BATCHES = new Set(['BatchGetItem', 'BatchWriteItem']);
/** Calls that read or write items. They need permission for the table's key if it is customer-managed. */
const ITEM_CALL = /Item$|^Query$|^Scan$/;

/** Starts DynamoDB with the tables of the template. `path`: the folder of the data; without it, they are in memory. */
export const startDynamoDb = async (options: {
  readonly tables: readonly TableDefinition[];
  readonly path?: string;
}): Promise<AwsService> => {
  const database = openDynalite(options.path);
  for (const table of options.tables) await createTable(database, table);
  const tables = new Map(options.tables.map(table => [table.arn, table]));

  return {
    signingName: 'dynamodb',
    refuse: refusal => jsonRefusal(PROTOCOL, refusal),
    close: database.close,
    identify: async request => {
      const call = await readJsonCall(request);
      if (!call) {
        const type = 'com.amazon.coral.service#SerializationException';
        return fixedAnswer(jsonError(PROTOCOL, { type, message: 'The body is not a JSON object' }));
      }
      return {
        name: call.operation,
        needs: resourcesOf(call).flatMap(resource => permissions(call, resource, tables)),
        run: () => database.call(call.operation, call.body),
      };
    },
  };
};

/** Returns the ARNs of the tables and indexes that a call names. */
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
  tables: ReadonlyMap<string, TableDefinition>,
): Permission[] => {
  const table = tables.get(resource.replace(/\/index\/[^/]*$/, ''));
  const kmsKeyArn = ITEM_CALL.test(operation) ? table?.kmsKeyArn : undefined;
  return [
    { action: `dynamodb:${operation}`, resource, context: contextOf(input, table) },
    ...(kmsKeyArn ? [permissionViaService('kms:Decrypt', kmsKeyArn, `dynamodb.${LOCAL_REGION}.amazonaws.com`)] : []),
  ];
};

/**
 * Returns the condition keys of a call. AWS does not document whether `dynamodb:ReturnValues` includes
 * `ReturnValuesOnConditionCheckFailure`. Here it does, which is the stricter reading.
 */
const contextOf = (input: JsonCall['input'], table: TableDefinition | undefined): AccessContext => {
  const requested = [input['ReturnValues'], input['ReturnValuesOnConditionCheckFailure']].filter(
    value => value !== undefined,
  );
  const returned = requested.find(value => value !== 'NONE') ?? requested[0];
  return {
    'dynamodb:Attributes': touchedAttributes(input),
    'dynamodb:LeadingKeys': [leadingKey(input, table)],
    ...(returned !== undefined && { 'dynamodb:ReturnValues': String(returned) }),
  };
};

/**
 * Returns the value of the partition key in a call about one item: IAM's `dynamodb:LeadingKeys`. Of all other calls, this
 * stand-in does not determine it: a condition on it is then never true.
 */
const leadingKey = (input: JsonCall['input'], table: TableDefinition | undefined): string => {
  const name = table?.keySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  const attributes = Object(input['Item'] ?? input['Key']) as Readonly<Record<string, { readonly S?: unknown }>>;
  return String(attributes[name]?.S ?? 'not determined by this stand-in');
};

/** Creates the table unless the data folder already contains it, and waits until it is active. */
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
