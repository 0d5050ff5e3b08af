import { createServer, type Socket } from 'node:net';
import { DynamoDBClient, DynamoDBServiceException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import { awsClientSettings } from '../../../../../lambda/adapters/aws/aws-client-settings.ts';
import { awsFailure, awsUnavailable } from '../../../../../lambda/adapters/aws/aws-failure.ts';
import { listen } from '../../../../support/listen.ts';

const serviceError = (name: string, status: number, more: object = {}) =>
  Object.assign(
    new DynamoDBServiceException({
      name,
      $fault: status >= 500 ? 'server' : 'client',
      message: 'the service says why',
      $metadata: { httpStatusCode: status },
    }),
    more,
  );
const nodeError = (code: string, name = 'Error') => Object.assign(new Error(`connect ${code}`), { code, name });

const CASES: readonly [string, unknown, code: string, reason: string][] = [
  ['DynamoDB throttling', serviceError('ThrottlingException', 400), 'unavailable', 'dynamodb_throttled'],
  [
    'DynamoDB out of throughput',
    serviceError('ProvisionedThroughputExceededException', 400),
    'unavailable',
    'dynamodb_throttled',
  ],
  ['S3 throttling', serviceError('SlowDown', 503), 'unavailable', 'dynamodb_throttled'],
  ['any 429', serviceError('Whatever', 429), 'unavailable', 'dynamodb_throttled'],
  [
    'throttling by trait',
    serviceError('KMSThrottled', 400, { $retryable: { throttling: true } }),
    'unavailable',
    'dynamodb_throttled',
  ],
  ['request timeout', nodeError('ETIMEDOUT', 'TimeoutError'), 'unavailable', 'dynamodb_timeout'],
  [
    'connection timeout',
    Object.assign(new Error('no connection'), { name: 'TimeoutError' }),
    'unavailable',
    'dynamodb_timeout',
  ],
  ['S3 timeout', serviceError('RequestTimeout', 400), 'unavailable', 'dynamodb_timeout'],
  ['reset, as the SDK names it', nodeError('ECONNRESET', 'TimeoutError'), 'unavailable', 'dynamodb_unreachable'],
  ['refused', nodeError('ECONNREFUSED'), 'unavailable', 'dynamodb_unreachable'],
  ['no DNS', nodeError('EAI_AGAIN'), 'unavailable', 'dynamodb_unreachable'],
  ['internal error', serviceError('InternalServerError', 500), 'unavailable', 'dynamodb_failed'],
  ['bad gateway without a name', serviceError('UnknownError', 502), 'unavailable', 'dynamodb_failed'],
  ['HTML instead of JSON', new SyntaxError('Unexpected token <'), 'unavailable', 'dynamodb_answer_unreadable'],
  ['access denied', serviceError('AccessDeniedException', 400), 'internal_error', 'dynamodb_access_denied'],
  ['S3 access denied', serviceError('AccessDenied', 403), 'internal_error', 'dynamodb_access_denied'],
  ['a HEAD refused without a body', serviceError('403', 403), 'internal_error', 'dynamodb_access_denied'],
  ['expired session', serviceError('ExpiredTokenException', 400), 'internal_error', 'dynamodb_credentials_rejected'],
  ['bad signature', serviceError('SignatureDoesNotMatch', 403), 'internal_error', 'dynamodb_credentials_rejected'],
  ['unknown key', serviceError('UnrecognizedClientException', 400), 'internal_error', 'dynamodb_credentials_rejected'],
  [
    'no credentials at all',
    Object.assign(new Error('none'), { name: 'CredentialsProviderError' }),
    'internal_error',
    'dynamodb_credentials_rejected',
  ],
  ['missing table', serviceError('ResourceNotFoundException', 400), 'internal_error', 'dynamodb_not_found'],
  ['missing bucket', serviceError('NoSuchBucket', 404), 'internal_error', 'dynamodb_not_found'],
  ['bucket of another region', serviceError('PermanentRedirect', 301), 'internal_error', 'dynamodb_wrong_region'],
  ['invalid request', serviceError('ValidationException', 400), 'internal_error', 'dynamodb_invalid_request'],
  ['a bug', new TypeError('x is undefined'), 'internal_error', 'dynamodb_unexpected'],
  ['something thrown that is no error', 'oops', 'internal_error', 'dynamodb_unexpected'],
];

describe('translating an AWS error', () => {
  test.each(CASES)('%s', (_, error, code, reason) => {
    expect(awsFailure('dynamodb', error)).toMatchObject({ code, reason });
  });

  test('puts the service in front of the reason and keeps the cause', () => {
    const error = serviceError('SlowDown', 503);
    expect(awsFailure('s3', error)).toEqual({ code: 'unavailable', reason: 's3_throttled', cause: error });
  });

  test('drops the cause of an unreadable response, because the parser’s message quotes the response', () => {
    expect(awsFailure('secrets_manager', new SyntaxError('Unexpected token s in "s3cret"'))).toEqual({
      code: 'unavailable',
      reason: 'secrets_manager_answer_unreadable',
    });
  });

  test('returns unavailable for every error where a port requires that, and keeps reason and cause', () => {
    const error = serviceError('AccessDeniedException', 400);
    expect(awsUnavailable('audit', error)).toEqual({
      ok: false,
      error: { code: 'unavailable', reason: 'audit_access_denied', cause: error },
    });
  });
});

describe('an AWS client with the common settings', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  const putItemAgainst = async (onConnection: (socket: Socket) => void, requestTimeoutMs: number) => {
    let connections = 0;
    const server = createServer(socket => {
      connections += 1;
      closers.push(() => socket.destroy());
      socket.on('error', () => {});
      onConnection(socket);
    });
    const port = await listen(server);
    const client = new DynamoDBClient({
      ...awsClientSettings({ region: 'eu-central-1', requestTimeoutMs }),
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    });
    closers.push(() => {
      client.destroy();
      server.close();
    });
    const outcome = await client.send(new PutItemCommand({ TableName: 't', Item: {} })).then(
      () => 'answered',
      error => awsFailure('dynamodb', error).reason,
    );
    return { outcome, connections };
  };

  test('gives up on a silent service after two attempts', async () => {
    expect(await putItemAgainst(() => {}, 50)).toEqual({ outcome: 'dynamodb_timeout', connections: 2 });
  });

  test('gives up on a body that stalls after two attempts', async () => {
    const stall = (socket: Socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a"'));
    expect(await putItemAgainst(stall, 50)).toEqual({ outcome: 'dynamodb_timeout', connections: 2 });
  });

  test('gives up on headers that trickle in after two attempts', async () => {
    const trickle = (socket: Socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
      const timer = setInterval(() => socket.write('.'), 10);
      socket.on('close', () => clearInterval(timer));
    };
    expect(await putItemAgainst(trickle, 100)).toEqual({ outcome: 'dynamodb_timeout', connections: 2 });
  });

  test('calls a reset connection unreachable', async () => {
    const reset = (socket: Socket) => socket.once('data', () => socket.resetAndDestroy());
    expect(await putItemAgainst(reset, 10_000)).toEqual({ outcome: 'dynamodb_unreachable', connections: 2 });
  });
});
