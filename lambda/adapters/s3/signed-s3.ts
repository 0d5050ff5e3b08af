import type { Readable } from 'node:stream';
import { extendedEncodeURIComponent } from '@smithy/core/protocols';
import type { GetObjectOutput, S3Objects } from '../aws/aws-calls.ts';
import { bucketEndpoints } from '../aws/endpoint.ts';
import { readBodyBytes } from '../aws/read-body-bytes.ts';
import { AwsServiceError } from '../aws/service-error.ts';
import { type AnswerReader, type AwsConnection, signedRequests } from '../aws/signed-request.ts';

/** Objects of S3 by signed requests. The body is the socket's stream; it is not buffered and not checked. */
export const signedS3 = (
  connection: AwsConnection,
  handlerSettings: { readonly socketTimeout?: number } = {},
): S3Objects => {
  const send = signedRequests('s3', connection, handlerSettings);
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
  return `${pathname.replace(/\/$/, '')}/${key.split('/').map(extendedEncodeURIComponent).join('/')}`;
};

const OBJECT_ANSWER: AnswerReader<GetObjectOutput> = {
  output: async ({ headers, body }) => ({
    ETag: headers['etag'],
    ContentLength: headers['content-length'] === undefined ? undefined : Number(headers['content-length']),
    ContentRange: headers['content-range'],
    VersionId: headers['x-amz-version-id'],
    Body: body,
  }),
  error: async response => {
    const xml = (await readBodyBytes(response.body as Readable)).toString();
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
