import http from 'node:http';
import https from 'node:https';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { formatUrl } from '@aws-sdk/core/util';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';

/** The least SDK code that a link and its audit item need: AWS's signer and the DynamoDB client, with two calls. */

const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '', AWS_REGION = '' } = process.env;
const { IAM_BASE_URL = '', AWS_ENDPOINT_URL = '', ACCOUNT_SID = '', RECORDINGS_BUCKET, AUDIT_TABLE } = process.env;
const credentials = {
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
  sessionToken: AWS_SESSION_TOKEN,
};
const dynamoDb = new DynamoDBClient({ credentials, region: AWS_REGION, retryMode: 'standard' });
const signer = new SignatureV4({
  credentials,
  region: AWS_REGION,
  service: 's3',
  sha256: Sha256,
  uriEscapePath: false,
  applyChecksum: false,
});

const validateToken = (token: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const { request } = IAM_BASE_URL.startsWith('https:') ? https : http;
    const url = `${IAM_BASE_URL}/v1/Accounts/${ACCOUNT_SID}/Tokens/validate`;
    request(url, { method: 'POST', headers: { Authorization: `Basic ${token}` } }, response => {
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error('refused')))).resume();
    })
      .on('error', reject)
      .end(JSON.stringify({ token }));
  });

export const handler = async (event: { rawQueryString: string; headers: Record<string, string> }) => {
  const recordingSid = event.rawQueryString.slice('recording_sid='.length);
  await validateToken(event.headers['authorization'] ?? '');
  await dynamoDb.send(new PutItemCommand({ TableName: AUDIT_TABLE, Item: { event_key: { S: recordingSid } } }));
  const endpoint = new URL(AWS_ENDPOINT_URL);
  const request = new HttpRequest({
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    port: Number(endpoint.port),
    path: `/${RECORDINGS_BUCKET}/${ACCOUNT_SID}/${recordingSid}`,
    headers: { host: endpoint.host },
  });
  return {
    statusCode: 200,
    body: JSON.stringify({ media_url: formatUrl(await signer.presign(request, { expiresIn: 900 })) }),
  };
};
