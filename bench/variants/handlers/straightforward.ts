import { randomUUID } from 'node:crypto';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** A straightforward implementation: the same four calls with the default clients of the SDK. */

const { IAM_BASE_URL, ACCOUNT_SID = '', RECORDINGS_BUCKET, RECORDINGS_TABLE, AUDIT_TABLE } = process.env;

const s3 = new S3Client({});
const dynamoDb = new DynamoDBClient({});

interface TokenAnswer {
  readonly valid: boolean;
  readonly roles: string[];
  readonly worker_sid: string;
}

const validateToken = async (token: string): Promise<TokenAnswer> => {
  const response = await fetch(`${IAM_BASE_URL}/v1/Accounts/${ACCOUNT_SID}/Tokens/validate`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from(`token:${token}`).toString('base64')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ token }),
  });
  return (await response.json()) as TokenAnswer;
};

/** The object's first bytes tell its format and, by their range, its size. */
const firstBytes = async (object: { readonly Bucket: string | undefined; readonly Key: string }) => {
  const { Body } = await s3.send(new GetObjectCommand({ ...object, Range: 'bytes=0-1444' }));
  return Body?.transformToByteArray();
};

const answer = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

interface HttpEvent {
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export const handler = async (event: HttpEvent) => {
  const recordingSid = new URLSearchParams(event.rawQueryString).get('recording_sid');
  const [, encoded] = (event.headers['authorization'] ?? '').split(' ');
  if (!recordingSid || !encoded) return answer(400, { error: 'invalid_request' });
  const token = Buffer.from(encoded, 'base64')
    .toString()
    .replace(/^token:/, '');
  const object = { Bucket: RECORDINGS_BUCKET, Key: `${ACCOUNT_SID}/${recordingSid}` };
  try {
    const [caller, , { Item }] = await Promise.all([
      validateToken(token),
      firstBytes(object),
      dynamoDb.send(new GetItemCommand({ TableName: RECORDINGS_TABLE, Key: { recording_sid: { S: recordingSid } } })),
    ]);
    const isAllowed = caller.valid && caller.roles.includes('supervisor') && Item?.['restricted']?.BOOL !== true;
    if (!isAllowed) return answer(403, { error: 'forbidden' });
    await dynamoDb.send(
      new PutItemCommand({
        TableName: AUDIT_TABLE,
        Item: {
          event_key: { S: `${new Date().toISOString()}#${randomUUID()}` },
          recording_sid: { S: recordingSid },
          worker_sid: { S: caller.worker_sid },
        },
        ConditionExpression: 'attribute_not_exists(event_key)',
      }),
    );
    const mediaUrl = await getSignedUrl(
      s3,
      new GetObjectCommand({ ...object, ResponseContentType: 'audio/wav', ResponseContentDisposition: 'inline' }),
      { expiresIn: 900 },
    );
    return answer(200, { media_url: mediaUrl });
  } catch (error) {
    console.error(error);
    return answer(500, { error: 'internal_error' });
  }
};
