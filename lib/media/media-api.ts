import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  CfnAccount,
  type CfnRestApi,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  ResponseTransferMode,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/** `throttle` limits links. A player sends several range requests for each link. */
const REQUESTS_PER_LINK = 10;
/** The account's limits, which no stage can exceed. */
const ACCOUNT_RATE_PER_SECOND = 10_000;
const ACCOUNT_BURST = 5_000;

/** The fields of an access log line. `resourcePath` is the path's template; the path itself contains the link's token. */
const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integration.latency',
  integrationStatus: '$context.integration.status',
  gatewayError: '$context.error.message',
};

/** The permissions that API Gateway needs for access logs ("Permissions for CloudWatch logging" in its guide). */
const LOG_WRITER_ACTIONS = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:PutLogEvents',
  'logs:GetLogEvents',
  'logs:FilterLogEvents',
];

/**
 * The REST API that streams recordings: `GET|HEAD|OPTIONS /media/{token}`. HTTP APIs cannot stream. It has no authorizer,
 * because the link itself is the credential, and no execution log, because that would contain the links.
 */
export class MediaApi extends Construct {
  private readonly api: RestApi;

  constructor(scope: Construct, id: string, config: PlaybackConfig) {
    super(scope, id);
    this.api = new RestApi(this, 'Api', {
      restApiName: 'flex-secure-playback-media',
      description: 'Streams call recordings for expiring links',
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: {
        stageName: 'v1',
        throttlingRateLimit: Math.min(config.throttle.ratePerSecond * REQUESTS_PER_LINK, ACCOUNT_RATE_PER_SECOND),
        throttlingBurstLimit: Math.min(config.throttle.burst * REQUESTS_PER_LINK, ACCOUNT_BURST),
        accessLogDestination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            retention: config.logRetentionDays,
            removalPolicy: RemovalPolicy.RETAIN,
          }),
        ),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
      },
    });
    // The CDK adds this output; the stack has `MediaUrl` instead.
    this.api.node.tryRemoveChild('Endpoint');
    this.api.deploymentStage.node.addDependency(this.logWriter());
    this.letPagesReadGatewayErrors(config.allowedOrigins);
    const { webAclArn } = config;
    if (webAclArn !== undefined) {
      const resourceArn = this.api.deploymentStage.stageArn;
      new CfnWebACLAssociation(this, 'Firewall', { webAclArn, resourceArn });
    }
  }

  /** The URL of links without the token. */
  get mediaUrl(): string {
    return this.api.urlForPath('/media');
  }

  /** Sends the three methods of `/media/{token}` to the function, and streams its answers. */
  serve(fn: PlaybackFunction): void {
    const integration = new LambdaIntegration(fn.lambda, {
      responseTransferMode: ResponseTransferMode.STREAM,
      // The default, 29 s, would end long downloads early. Streamed answers may take up to 15 minutes.
      timeout: fn.timeout,
      allowTestInvoke: false,
    });
    const link = this.api.root.addResource('media').addResource('{token}');
    for (const method of ['GET', 'HEAD', 'OPTIONS']) link.addMethod(method, integration);
  }

  /** Sets `MEDIA_URL`, with which the function builds links to this API. */
  setMediaUrl(fn: PlaybackFunction): void {
    fn.configure({ MEDIA_URL: this.mediaUrl });
  }

  /**
   * Lets API Gateway write access logs. This is a setting of the account in this region, shared by all its REST APIs.
   * Deleting the stack does not remove it, because other APIs may depend on it.
   */
  private logWriter(): CfnAccount {
    const role = new Role(this, 'LogWriter', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      description: 'Lets API Gateway write the access logs of this account and region',
      // API Gateway checks the role's permissions when the role is set. A separate policy might be attached too late.
      inlinePolicies: {
        WriteLogs: new PolicyDocument({
          statements: [new PolicyStatement({ actions: LOG_WRITER_ACTIONS, resources: ['*'] })],
        }),
      },
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    // The setting requires an API in the account ("AWS::ApiGateway::Account").
    account.addResourceDependency(this.api.node.defaultChild as CfnRestApi);
    for (const part of [role, account]) part.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return account;
  }

  /** Adds CORS headers to the gateway's own answers (throttled, not found, function failed), so that the page can read them. */
  private letPagesReadGatewayErrors(allowedOrigins: readonly string[]): void {
    const [only, ...others] = allowedOrigins;
    // The value can be fixed, or copied from a header whose name must have the client's spelling: `origin` over HTTP/2,
    // `Origin` over HTTP/1.1. Any page may read these answers, because they contain only a message of the gateway.
    const allowOrigin = others.length === 0 ? `'${only}'` : "'*'";
    for (const [id, type] of [
      ['Gateway4xx', ResponseType.DEFAULT_4XX],
      ['Gateway5xx', ResponseType.DEFAULT_5XX],
    ] as const) {
      this.api.addGatewayResponse(id, {
        type,
        responseHeaders: {
          'Access-Control-Allow-Origin': allowOrigin,
          Vary: "'Origin'",
          'Cache-Control': "'no-store'",
        },
      });
    }
  }
}
