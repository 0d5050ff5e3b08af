import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/**
 * A handler with the packages and the work of the only open-source peer in production: the S3 client, its presigner, and one
 * `fetch` that validates the token. It does not check that the recording exists, and has no catalog and no audit trail.
 */

const { IAM_BASE_URL, ACCOUNT_SID, RECORDINGS_BUCKET } = process.env;
const COMMANDS = { getObject: GetObjectCommand, putObject: PutObjectCommand, deleteObject: DeleteObjectCommand };
const s3 = new S3Client({});

interface HttpEvent {
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export const handler = async (event: HttpEvent) => {
  const key = `${ACCOUNT_SID}/${new URLSearchParams(event.rawQueryString).get('recording_sid')}`;
  const authorization = event.headers['authorization'] ?? '';
  const validated = await fetch(`${IAM_BASE_URL}/v1/Accounts/${ACCOUNT_SID}/Tokens/validate`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: authorization },
    body: JSON.stringify({ token: authorization }),
  });
  if (!validated.ok) return { statusCode: 403, headers: {}, body: '{}' };
  await validated.json();
  const command = new COMMANDS.getObject({ Bucket: RECORDINGS_BUCKET, Key: key });
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ media_url: await getSignedUrl(s3, command, { expiresIn: 3600 }) }),
  };
};
