// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders look like that.
import { describe, expect, test } from 'vitest';
import type { CloudFormationTemplate } from '../../local/template/resolver.ts';
import { auditTable, lambda, policy, readSmall, role } from '../support/small-template.ts';

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

describe('readTemplate', () => {
  test('describes a function with its bundle and its role', () => {
    const { functions } = readSmall({ R: role, F: lambda('R', { A: 'b' }) });
    expect(functions).toEqual([
      {
        logicalId: 'F',
        functionName: 'Small-F-LOCAL',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:Small-F-LOCAL',
        environment: { A: 'b' },
        assetDir: expect.stringMatching(/asset\.abc$/),
        handler: 'index.handler',
        timeoutSeconds: 10,
        memoryMb: 512,
        roleLogicalId: 'R',
      },
    ]);
  });

  test('knows how many executions a function may have at a time', () => {
    const fn = lambda('R', {});
    const capped = { ...fn, Properties: { ...fn.Properties, ReservedConcurrentExecutions: 7 } };
    expect(readSmall({ R: role, F: capped }).functions).toMatchObject([{ reservedConcurrency: 7 }]);
  });

  test('refuses an environment over 4 KB, quotes and escapes counted, and takes one just below', () => {
    const withValue = (value: string) => () => readSmall({ R: role, F: lambda('R', { A: value }) });
    expect(withValue('x'.repeat(4_096 - '{"A":""}'.length))).not.toThrow();
    expect(withValue('x'.repeat(4_097 - '{"A":""}'.length))).toThrow(/Environment.*4097 bytes are more than.* 4096/);
    expect(withValue('"'.repeat(2_050))).toThrow(/Environment/);
  });

  test('refuses a function whose bundle is not in the asset manifest', () => {
    const broken = { ...lambda('R', {}), Properties: { ...lambda('R', {}).Properties, Code: { S3Key: 'gone.zip' } } };
    expect(() => readSmall({ R: role, F: broken })).toThrow(/has no file gone\.zip/);
  });

  test('gives a role all statements of its policies, and no others', () => {
    const get = {
      Sid: 'Get',
      Effect: 'Allow',
      Action: ['s3:Get*'],
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::b/*']] },
    };
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': false } } };
    const inline = { ...role, Properties: { ...role.Properties, Policies: [{ PolicyDocument: { Statement: deny } }] } };
    const { roles } = readSmall({
      A: inline,
      B: role,
      P: policy('A', get),
      Q: policy('B', { ...get, Action: 's3:PutObject' }),
    });
    expect(roles.map(({ logicalId, statements }) => [logicalId, statements])).toEqual([
      [
        'A',
        [
          {
            effect: 'Deny',
            actions: ['*'],
            resources: ['*'],
            conditions: { Bool: { 'aws:SecureTransport': ['false'] } },
          },
          { effect: 'Allow', actions: ['s3:Get*'], resources: ['arn:aws:s3:::b/*'], conditions: {} },
        ],
      ],
      ['B', [{ effect: 'Allow', actions: ['s3:PutObject'], resources: ['arn:aws:s3:::b/*'], conditions: {} }]],
    ]);
  });

  test('describes a table with its index', () => {
    const [table] = readSmall({ Audit: auditTable }).tables;
    expect(table).toMatchObject({
      logicalId: 'Audit',
      tableName: 'Small-Audit-LOCAL',
    });
    expect(table?.keySchema.map(key => `${key.KeyType} ${key.AttributeName}`)).toEqual([
      'HASH recording_sid',
      'RANGE event_key',
    ]);
    expect(table?.globalIndexes.map(index => [index.IndexName, index.Projection.ProjectionType])).toEqual([
      ['by-day', 'ALL'],
    ]);
  });

  test('describes an HTTP API with its routes, CORS and throttling', () => {
    const { httpApis } = readSmall({
      R: role,
      F: lambda('R', {}),
      Api: {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: {
          Name: 'x',
          CorsConfiguration: { AllowOrigins: ['https://a.example'], AllowHeaders: ['Authorization'], MaxAge: 60 },
        },
      },
      I: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationUri: { 'Fn::GetAtt': ['F', 'Arn'] },
          PayloadFormatVersion: '2.0',
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey: 'GET /sec_rec',
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'I' }]] },
        },
      },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: {
          ApiId: { Ref: 'Api' },
          StageName: '$default',
          DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
        },
      },
    });
    expect(httpApis).toEqual([
      {
        logicalId: 'Api',
        apiId: expect.any(String),
        deployedUrl: expect.stringMatching(/^https:..[a-z0-9]+.execute-api.us-east-1.amazonaws.com$/),
        stageName: '$default',
        routes: [{ routeKey: 'GET /sec_rec', functionLogicalId: 'F', timeoutMs: 30_000 }],
        cors: {
          allowOrigins: ['https://a.example'],
          allowMethods: [],
          allowHeaders: ['authorization'],
          maxAgeSeconds: 60,
        },
        throttle: { ratePerSecond: 20, burst: 40 },
      },
    ]);
  });

  test('describes a bucket of the template', () => {
    const [bucket] = readSmall({
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'recordings',
          VersioningConfiguration: { Status: 'Enabled' },
          CorsConfiguration: {
            CorsRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'], ExposedHeaders: ['ETag'] }],
          },
        },
      },
    }).buckets;
    expect(bucket).toMatchObject({ bucketName: 'recordings', arn: 'arn:aws:s3:::recordings', versioned: true });
    expect(bucket?.corsRules).toEqual([{ allowedOrigins: ['*'], allowedMethods: ['GET'], exposedHeaders: ['ETag'] }]);
  });

  test('resolves outputs', () => {
    const { output } = readSmall({ Audit: auditTable }, { Outputs: { AuditTableName: { Value: { Ref: 'Audit' } } } });
    expect([output('AuditTableName'), output('Nothing')]).toEqual(['Small-Audit-LOCAL', undefined]);
  });
});
