// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders look like that.
import { describe, expect, test } from 'vitest';
import { auditTable, lambda, policy, readSmall, role } from '../../../support/small-template.ts';

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

  test('reads the reserved concurrency of a function', () => {
    const fn = lambda('R', {});
    const capped = { ...fn, Properties: { ...fn.Properties, ReservedConcurrentExecutions: 7 } };
    expect(readSmall({ R: role, F: capped }).functions).toMatchObject([{ reservedConcurrency: 7 }]);
  });

  test('refuses an environment over 4 KB of JSON, and accepts one just below', () => {
    const withValue = (value: string) => () => readSmall({ R: role, F: lambda('R', { A: value }) });
    expect(withValue('x'.repeat(4_096 - '{"A":""}'.length))).not.toThrow();
    expect(withValue('x'.repeat(4_097 - '{"A":""}'.length))).toThrow(/Environment.*4097 bytes are more than.* 4096/);
    expect(withValue('"'.repeat(2_050))).toThrow(/Environment/);
  });

  test('refuses a function whose bundle is not in the asset manifest', () => {
    const broken = { ...lambda('R', {}), Properties: { ...lambda('R', {}).Properties, Code: { S3Key: 'gone.zip' } } };
    expect(() => readSmall({ R: role, F: broken })).toThrow(/has no file gone\.zip/);
  });

  test('collects for a role all statements of its policies, and no others', () => {
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
