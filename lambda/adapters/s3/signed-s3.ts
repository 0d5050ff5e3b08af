import type { GetObjectOutput, S3Objects } from '../aws/aws-calls.ts';
import { bucketEndpoints } from '../aws/endpoint.ts';
import { readBodyBytes } from '../aws/read-body-bytes.ts';
import { escapeUri } from '../aws/requests/query-string.ts';
import { type AnswerReader, type AwsConnection, signedRequests } from '../aws/requests/signed-request.ts';
import { AwsServiceError } from '../aws/service-error.ts';

/**
 * Objects of S3 by signed requests. The body is the socket's stream; it is not buffered and not checked.
 * @param pauseLimitMs the longest pause within a body; 0: no limit; default: that of every client
 */
export const signedS3 = (connection: AwsConnection, pauseLimitMs?: number): S3Objects => {
  const send = signedRequests('s3', connection, pauseLimitMs);
  const endpointOf = bucketEndpoints(connection);
  return {
    getObject: async ({ Bucket = '', Key = '', VersionId, Range, IfMatch }, options) => {
      const endpoint = endpointOf(Bucket);
      return send(
        {
          method: 'GET',
          endpoint,
          path: objectPath(endpoint, Key),
          query: { 'x-id': 'GetObject', ...(VersionId && { versionId: VersionId }) },
          headers: { ...(Range && { range: Range }), ...(IfMatch && { 'if-match': IfMatch }) },
        },
        OBJECT_ANSWER,
        options,
      );
    },
  };
};

/** Returns the path of an object at its bucket's endpoint, escaped as S3 does before it checks a signature. */
export const objectPath = ({ pathname }: URL, key: string): string => {
  // Without a key, the request would be for the bucket itself.
  if (key === '') throw new Error('An object has a key.');
  return `${pathname.replace(/\/$/, '')}/${key.split('/').map(escapeUri).join('/')}`;
};

const OBJECT_ANSWER: AnswerReader<GetObjectOutput> = {
  output: ({ headers, body }) => ({
    ETag: headers['etag'],
    ContentLength: headers['content-length'] === undefined ? undefined : Number(headers['content-length']),
    ContentRange: headers['content-range'],
    VersionId: headers['x-amz-version-id'] as string | undefined,
    Body: body,
  }),
  error: async response => {
    const xml = (await readBodyBytes(response.body)).toString();
    const code = element(xml, 'Code') ?? (response.statusCode === 404 ? 'NotFound' : 'Unknown');
    return new AwsServiceError(code, element(xml, 'Message') ?? 'UnknownError', response);
  },
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Returns the text of an element that occurs once in an error of S3. */
const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<Error>.*?<${name}>([^<]*)</${name}>`, 's')
    .exec(xml)?.[1]
    ?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity) => ENTITIES[entity] ?? '');
