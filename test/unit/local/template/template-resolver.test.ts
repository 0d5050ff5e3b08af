// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders look like that.
import { describe, expect, test } from 'vitest';
import type { CloudFormationTemplate } from '../../../../local/template/resolver.ts';
import { auditTable, lambda, policy, readSmall, role } from '../../../support/small-template.ts';

/** Returns the resolved value of a function's variable `X`. */
const resolved = (value: unknown, resources: NonNullable<CloudFormationTemplate['Resources']> = {}): unknown =>
  readSmall({ R: role, F: lambda('R', { X: value }), ...resources }).functions[0]?.environment['X'];

describe('resolves in a function’s variable', () => {
  const others = {
    Audit: auditTable,
    Bucket: { Type: 'AWS::S3::Bucket' },
    Named: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::Join': ['-', ['my', { Ref: 'AWS::AccountId' }]] } },
    },
    Key: { Type: 'AWS::KMS::Key' },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/x' } },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x' } },
  };
  test.each<[string, unknown, string | RegExp]>([
    ['a string', 'plain', 'plain'],
    ['a number', 30, '30'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['the account id', { Ref: 'AWS::AccountId' }, '000000000000'],
    ["a table's name", { Ref: 'Audit' }, 'Small-Audit-LOCAL'],
    [
      "a table's ARN",
      { 'Fn::GetAtt': ['Audit', 'Arn'] },
      'arn:aws:dynamodb:us-east-1:000000000000:table/Small-Audit-LOCAL',
    ],
    ["a bucket's name, which must be lower case", { Ref: 'Bucket' }, 'small-bucket-local'],
    ["a bucket's ARN", { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::small-bucket-local'],
    ['a name that the template sets with Fn::Join', { Ref: 'Named' }, 'my-000000000000'],
    ['a key', { 'Fn::GetAtt': ['Key', 'Arn'] }, /^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/],
    ['a log group', { 'Fn::GetAtt': ['Log', 'Arn'] }, 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/x:*'],
    ['an API id', { Ref: 'Api' }, /^[0-9a-f]{10}$/],
    ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Partition' }, 3]] }, 'a/aws/3'],
    [
      'Sub',
      { 'Fn::Sub': '${Audit.Arn}/${AWS::Region}/${!kept}' },
      'arn:aws:dynamodb:us-east-1:000000000000:table/Small-Audit-LOCAL/us-east-1/${kept}',
    ],
  ])('%s', (_, value, expected) => {
    expect(resolved(value, others)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });
});

describe('throws an error with the place for', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'an import',
      { 'Fn::ImportValue': 'x' },
      /^Resources\.F\.Properties\.Environment\.Variables\.X: Fn::ImportValue is not supported/,
    ],
    ['base64', { 'Fn::Join': ['', ['a', { 'Fn::Base64': 'x' }]] }, /Variables\.X\[1\]: Fn::Base64 is not supported/],
    ['a dynamic reference', '{{resolve:ssm:/x}}', /Variables\.X: dynamic references/],
    ['an unknown name', { Ref: 'Nobody' }, /Variables\.X: there is no resource or pseudo parameter "Nobody"/],
    ['an unknown type', { Ref: 'Odd' }, /AWS::Odd::Thing is unknown/],
    ['an unknown attribute', { 'Fn::GetAtt': ['R', 'Nope'] }, /Fn::GetAtt "R\.Nope" is unknown/],
    ['a parameter', { Ref: 'P' }, /there is no resource or pseudo parameter "P"/],
    ['AWS::NoValue', { Ref: 'AWS::NoValue' }, /there is no resource or pseudo parameter "AWS::NoValue"/],
    ['a choice', { 'Fn::If': ['Nope', 1, 2] }, /Fn::If is not supported/],
    ['a condition', { Condition: 'Nope' }, /Condition is not supported/],
    ['a part of a list', { 'Fn::Select': [0, ['a']] }, /Fn::Select is not supported/],
    ['GetAtt in its dotted form', { 'Fn::GetAtt': 'R.Arn' }, /Variables\.X: expected a list/],
    ['Sub with its own values', { 'Fn::Sub': ['${a}', { a: 'b' }] }, /Fn::Sub is supported with a string only/],
    ['the name of an object prototype member', { Ref: 'constructor' }, /there is no resource/],
  ])('%s', (_, value, message) => {
    expect(() => resolved(value, { Odd: { Type: 'AWS::Odd::Thing' } })).toThrow(message);
  });

  test('a resource with a condition', () => {
    const conditional = { ...auditTable, Condition: 'Never' };
    expect(() => readSmall({ Audit: conditional })).toThrow('Resources.Audit: conditions are not supported');
  });

  test.each(['NotAction', 'NotResource', 'Principal'])('a policy statement with %s', element => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', [element]: 'x' };
    expect(() => readSmall({ R: role, P: policy('R', statement) })).toThrow(element);
  });

  test.each([
    ['of any method', 'ANY /x', '2.0', 'one method and a literal path'],
    ['with a variable', 'GET /{x}', '2.0', 'one method and a literal path'],
    ['for all other requests', '$default', '2.0', 'one method and a literal path'],
    ['of the older payload format', 'GET /x', '1.0', 'payload format 2.0 only'],
  ])('a route %s', (_, RouteKey, PayloadFormatVersion, message) => {
    const IntegrationUri = { 'Fn::GetAtt': ['F', 'Arn'] };
    const resources = {
      R: role,
      F: lambda('R', {}),
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
      I: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { ApiId: { Ref: 'Api' }, IntegrationUri, PayloadFormatVersion },
      },
      Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey } },
    };
    expect(() => readSmall(resources)).toThrow(message);
  });

  test.each([
    ['wildcard origins', { AllowOrigins: ['https://*'] }, 'no wildcard origins'],
    ['credentials', { AllowOrigins: ['https://a.example'], AllowCredentials: true }, 'AllowCredentials'],
    ['exposed headers', { AllowOrigins: ['https://a.example'], ExposeHeaders: ['etag'] }, 'ExposeHeaders'],
  ])('CORS of an HTTP API with %s', (_, CorsConfiguration, message) => {
    const resources = { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { CorsConfiguration } } };
    expect(() => readSmall(resources)).toThrow(message);
  });

  test('a key that cannot be used as it says, and a local index', () => {
    const key = { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' } };
    expect(() => readSmall({ Key: key })).toThrow('no RSA_2048 keys for SIGN_VERIFY');
    const indexed = { ...auditTable, Properties: { ...auditTable.Properties, LocalSecondaryIndexes: [] } };
    expect(() => readSmall({ Audit: indexed })).toThrow('LocalSecondaryIndexes');
  });

  test('a policy variable', () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${aws:username}/*' };
    expect(() => readSmall({ R: role, P: policy('R', statement) })).toThrow(
      /policy variables are not supported.*aws:username/,
    );
  });
});
