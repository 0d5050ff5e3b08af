import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';

/**
 * The yardstick of a question: the least program that reads the same items with the SDK and prints them. It takes the
 * endpoint, the table and the key as JSON. Plain JavaScript, so that nothing has to be compiled.
 */
const { endpoint, table, index, key, value, from } = JSON.parse(process.argv[2]);
const client = new DynamoDBClient({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const pages = paginateQuery(
  { client },
  {
    TableName: table,
    ...(index && { IndexName: index }),
    KeyConditionExpression: `#key = :value${from ? ' AND event_key >= :from' : ''}`,
    ExpressionAttributeNames: { '#key': key },
    ExpressionAttributeValues: { ':value': { S: value }, ...(from && { ':from': { S: from } }) },
  },
);
for await (const { Items = [] } of pages) for (const item of Items) process.stdout.write(`${JSON.stringify(item)}\n`);
