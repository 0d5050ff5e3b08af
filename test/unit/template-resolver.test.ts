// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders look like that.
import { describe, expect, it } from 'vitest';
import type { CloudFormationTemplate } from '../../local/template/resolver.ts';
import { auditTable, lambda, policy, readSmall, role } from '../support/small-template.ts';

/** Returns the resolved value of a function's variable `X`. */
const resolved = (
  value: unknown,
  more: Parameters<typeof readSmall>[1] = {},
  resources: NonNullable<CloudFormationTemplate['Resources']> = {},
): unknown => readSmall({ R: role, F: lambda('R', { X: value }), ...resources }, more).functions[0]?.environment['X'];

describe('resolves in a function’s variable', () => {
  const others = {
    Audit: auditTable,
    Bucket: { Type: 'AWS::S3::Bucket' },
    Named: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::Join': ['-', ['my', { Ref: 'AWS::AccountId' }]] } },
    },
    Key: { Type: 'AWS::KMS::Key' },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'twilio' } },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/x' } },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x' } },
  };
  it.each<[string, unknown, string | RegExp]>([
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
    ['GetAtt in its dotted form', { 'Fn::GetAtt': 'R.Arn' }, 'arn:aws:iam::000000000000:role/Small-R-LOCAL'],
    ["a bucket's name, which must be lower case", { Ref: 'Bucket' }, 'small-bucket-local'],
    ["a bucket's ARN", { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::small-bucket-local'],
    ['a name that the template sets with Fn::Join', { Ref: 'Named' }, 'my-000000000000'],
    ['a key', { 'Fn::GetAtt': ['Key', 'Arn'] }, /^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/],
    ['a secret', { Ref: 'Secret' }, /^arn:aws:secretsmanager:us-east-1:000000000000:secret:twilio-[0-9a-f]{6}$/],
    ['a log group', { 'Fn::GetAtt': ['Log', 'Arn'] }, 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/x:*'],
    ['an API id', { Ref: 'Api' }, /^[0-9a-f]{10}$/],
    ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Partition' }, 3]] }, 'a/aws/3'],
    [
      'Sub',
      { 'Fn::Sub': '${Audit.Arn}/${AWS::Region}/${!kept}' },
      'arn:aws:dynamodb:us-east-1:000000000000:table/Small-Audit-LOCAL/us-east-1/${kept}',
    ],
    [
      'Sub with its own values',
      { 'Fn::Sub': ['${a}-${Bucket}', { a: { Ref: 'AWS::Partition' } }] },
      'aws-small-bucket-local',
    ],
    [
      'Select of a Split',
      { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Audit', 'Arn'] }] }] },
      'table/Small-Audit-LOCAL',
    ],
  ])('%s', (_, value, expected) => {
    expect(resolved(value, {}, others)).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  it('a parameter, to its default', () => {
    expect(resolved({ Ref: 'P' }, { Parameters: { P: { Default: 'given' } } })).toBe('given');
  });

  it('conditions, and removes AWS::NoValue', () => {
    const Conditions = {
      Local: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      Elsewhere: { 'Fn::Not': [{ Condition: 'Local' }] },
      Both: { 'Fn::And': [{ Condition: 'Local' }, { Condition: 'Elsewhere' }] },
      Either: { 'Fn::Or': [{ Condition: 'Local' }, { Condition: 'Elsewhere' }] },
    };
    const choose = (condition: string) =>
      resolved({ 'Fn::If': [condition, 'yes', { Ref: 'AWS::NoValue' }] }, { Conditions });
    expect([choose('Local'), choose('Elsewhere'), choose('Both'), choose('Either')]).toEqual([
      'yes',
      undefined,
      undefined,
      'yes',
    ]);
  });

  it('nothing of a resource whose condition is false', () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    expect(readSmall({ Audit: { ...auditTable, Condition: 'Never' } }, { Conditions }).tables).toEqual([]);
  });

  it('a Ref and an attribute to their overrides', () => {
    const overrides = { 'Api.ApiEndpoint': 'http://127.0.0.1:4000', Api: 'here' };
    const both = { 'Fn::Join': [' ', [{ Ref: 'Api' }, { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }]] };
    expect(resolved(both, { overrides }, others)).toBe('here http://127.0.0.1:4000');
  });
});

describe('throws an error with the place for', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'an import',
      { 'Fn::ImportValue': 'x' },
      /^Resources\.F\.Properties\.Environment\.Variables\.X: Fn::ImportValue is not supported/,
    ],
    ['base64', { 'Fn::Join': ['', ['a', { 'Fn::Base64': 'x' }]] }, /Variables\.X\[1\]: Fn::Base64 is not supported/],
    ['a dynamic reference', '{{resolve:ssm:/x}}', /Variables\.X: dynamic references/],
    [
      'an unknown name',
      { Ref: 'Nobody' },
      /Variables\.X: there is no resource, parameter or pseudo parameter "Nobody"/,
    ],
    ['an unknown type', { Ref: 'Odd' }, /AWS::Odd::Thing is unknown/],
    ['an unknown attribute', { 'Fn::GetAtt': ['R', 'Nope'] }, /Fn::GetAtt "R\.Nope" is unknown/],
    ['a parameter without default', { Ref: 'P' }, /parameter "P" has no default/],
    ['a missing condition', { 'Fn::If': ['Nope', 1, 2] }, /there is no condition "Nope"/],
    ['the name of an object prototype member', { Ref: 'constructor' }, /there is no resource/],
  ])('%s', (_, value, message) => {
    expect(() => resolved(value, { Parameters: { P: {} } }, { Odd: { Type: 'AWS::Odd::Thing' } })).toThrow(message);
  });

  it.each(['NotAction', 'NotResource', 'Principal'])('a policy statement with %s', element => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', [element]: 'x' };
    expect(() => readSmall({ R: role, P: policy('R', statement) })).toThrow(element);
  });

  it('a policy variable', () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${aws:username}/*' };
    expect(() => readSmall({ R: role, P: policy('R', statement) })).toThrow(
      /policy variables are not supported.*aws:username/,
    );
  });
});

describe('readTemplate', () => {
  it('describes a function with its bundle and its role', () => {
    const { functions } = readSmall({ R: role, F: lambda('R', { A: 'b' }) });
    expect(functions).toEqual([
      {
        logicalId: 'F',
        functionName: 'Small-F-LOCAL',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:Small-F-LOCAL',
        environment: { A: 'b' },
        assetDir: expect.stringMatching(/asset\.abc$/),
        handler: 'index.handler',
        runtime: 'nodejs24.x',
        timeoutSeconds: 10,
        memoryMb: 512,
        roleLogicalId: 'R',
        roleArn: 'arn:aws:iam::000000000000:role/Small-R-LOCAL',
      },
    ]);
  });

  it('knows how many executions a function may have at a time', () => {
    const fn = lambda('R', {});
    const capped = { ...fn, Properties: { ...fn.Properties, ReservedConcurrentExecutions: 7 } };
    expect(readSmall({ R: role, F: capped }).functions).toMatchObject([{ reservedConcurrency: 7 }]);
  });

  it('refuses an environment over 4 KB, quotes and escapes counted, and takes one just below', () => {
    const withValue = (value: string) => () => readSmall({ R: role, F: lambda('R', { A: value }) });
    expect(withValue('x'.repeat(4_096 - '{"A":""}'.length))).not.toThrow();
    expect(withValue('x'.repeat(4_097 - '{"A":""}'.length))).toThrow(/Environment.*4097 bytes are more than.* 4096/);
    expect(withValue('"'.repeat(2_050))).toThrow(/Environment/);
  });

  it('refuses a function whose bundle is not in the asset manifest', () => {
    const broken = { ...lambda('R', {}), Properties: { ...lambda('R', {}).Properties, Code: { S3Key: 'gone.zip' } } };
    expect(() => readSmall({ R: role, F: broken })).toThrow(/has no file gone\.zip/);
  });

  it('gives a role all statements of its policies, and no others', () => {
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
          { sid: 'Get', effect: 'Allow', actions: ['s3:Get*'], resources: ['arn:aws:s3:::b/*'], conditions: {} },
        ],
      ],
      [
        'B',
        [{ sid: 'Get', effect: 'Allow', actions: ['s3:PutObject'], resources: ['arn:aws:s3:::b/*'], conditions: {} }],
      ],
    ]);
  });

  it('describes a table with its index and time to live', () => {
    const [table] = readSmall({ Audit: auditTable }).tables;
    expect(table).toMatchObject({
      logicalId: 'Audit',
      tableName: 'Small-Audit-LOCAL',
      timeToLiveAttribute: 'expires_at',
    });
    expect(table?.keySchema.map(key => `${key.KeyType} ${key.AttributeName}`)).toEqual([
      'HASH recording_sid',
      'RANGE event_key',
    ]);
    expect(table?.globalIndexes.map(index => [index.IndexName, index.Projection.ProjectionType])).toEqual([
      ['by-day', 'ALL'],
    ]);
  });

  it('describes an HTTP API with its routes, CORS and throttling', () => {
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
        stageName: '$default',
        routes: [{ routeKey: 'GET /sec_rec', functionLogicalId: 'F', payloadFormatVersion: '2.0', timeoutMs: 30_000 }],
        cors: {
          allowOrigins: ['https://a.example'],
          allowMethods: [],
          allowHeaders: ['authorization'],
          exposeHeaders: [],
          allowCredentials: false,
          maxAgeSeconds: 60,
        },
        throttle: { ratePerSecond: 20, burst: 40 },
      },
    ]);
  });

  it('describes a bucket of the template', () => {
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

  it('resolves outputs', () => {
    const { output } = readSmall({ Audit: auditTable }, { Outputs: { AuditTableName: { Value: { Ref: 'Audit' } } } });
    expect([output('AuditTableName'), output('Nothing')]).toEqual(['Small-Audit-LOCAL', undefined]);
  });
});
