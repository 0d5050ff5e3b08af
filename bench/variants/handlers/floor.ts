import http, { type RequestOptions } from 'node:http';
import https from 'node:https';

/** The floor: only the four calls of a play, unsigned. No handler can be faster. */

const { IAM_BASE_URL = '', AWS_ENDPOINT_URL = '', ACCOUNT_SID = '', RECORDINGS_BUCKET = '' } = process.env;
const { RECORDINGS_TABLE = '', AUDIT_TABLE = '' } = process.env;
/** 206 is S3's answer to the request for a range. */
const ANSWERED = new Set<number | undefined>([200, 206]);

const call = (url: string, options: RequestOptions, body?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    request(url, options, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => (ANSWERED.has(response.statusCode) ? resolve(text) : reject(new Error(text))));
    })
      .on('error', reject)
      .end(body);
  });

const dynamoDb = (operation: string, input: object): Promise<string> =>
  call(
    AWS_ENDPOINT_URL,
    {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': `DynamoDB_20120810.${operation}`,
      },
    },
    JSON.stringify(input),
  );

export const handler = async (event: { rawQueryString: string; headers: Record<string, string> }) => {
  const recordingSid = event.rawQueryString.slice('recording_sid='.length);
  const token = event.headers['authorization'] ?? '';
  const url = `${AWS_ENDPOINT_URL}/${RECORDINGS_BUCKET}/${ACCOUNT_SID}/${recordingSid}`;
  await Promise.all([
    call(
      `${IAM_BASE_URL}/v1/Accounts/${ACCOUNT_SID}/Tokens/validate`,
      { method: 'POST', headers: { Authorization: token, 'Content-Type': 'application/json' } },
      JSON.stringify({ token }),
    ),
    call(url, { headers: { Range: 'bytes=0-1444' } }),
    dynamoDb('GetItem', { TableName: RECORDINGS_TABLE, Key: { recording_sid: { S: recordingSid } } }),
  ]);
  await dynamoDb('PutItem', { TableName: AUDIT_TABLE, Item: { event_key: { S: recordingSid } } });
  return { statusCode: 200, body: JSON.stringify({ media_url: url }) };
};
