import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { secretArn } from '../../local/template/physical-resource.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';
import { allow } from '../support/role-statements.ts';

const roles = {
  Reader: [allow('s3:GetObject', `arn:aws:s3:::${BUCKET}/AC1/RE*`)],
  Lister: [
    allow('s3:ListBucket', `arn:aws:s3:::${BUCKET}`, { StringLike: { 's3:prefix': 'AC1/*' } }),
    allow('s3:GetObject', '*'),
  ],
};

let endpoint: AwsEndpoint;
const as = (roleId?: string) => clientsOf(endpoint, roleId);
const get = (Key: string, bucket = BUCKET) => new GetObjectCommand({ Bucket: bucket, Key });

beforeAll(async () => {
  endpoint = await startEndpoint(roles, { secrets: { twilio: '{"authToken":"t"}' } });
});
afterAll(() => endpoint.close());

describe('an absent resource', () => {
  test.each([
    ['without ListBucket', 'Reader', 403],
    ['with ListBucket', 'Lister', 404],
  ])('that is an object: HEAD %s (role %s) gets %i', async (_, roleId, status) => {
    const head = as(roleId).s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'AC1/RE-none' }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: status } });
  });

  test('that is an object: GET without ListBucket gets 403, and with it 404 NoSuchKey', async () => {
    expect(await outcomeOf(as('Reader').s3.send(get('AC1/RE-none')))).toBe('AccessDenied 403');
    expect(await outcomeOf(as('Lister').s3.send(get('AC1/RE-none')))).toBe('NoSuchKey 404');
  });

  test('that is a secret: a part of its name finds nothing; name and ARN give its present value', async () => {
    const { secrets } = as();
    const read = async (SecretId: string) => (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString;
    const partialArn = secretArn('twilio').slice(0, -7);
    expect(await Promise.all(['twilio', secretArn('twilio'), partialArn].map(read))).toEqual(
      Array(3).fill('{"authToken":"t"}'),
    );
    endpoint.secrets.set('twilio', 'rotated');
    expect(await read('twilio')).toBe('rotated');
    expect(await outcomeOf(read('twili'))).toBe('ResourceNotFoundException 400');
  });

  test('that is a role: its credentials cannot be had', () => {
    expect(() => endpoint.credentialsFor('Nobody')).toThrow('no role Nobody');
  });
});
