import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  CfnAccount,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  ResponseTransferMode,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/** `throttle` counts links; each link is followed by several ranges. */
const REQUESTS_PER_LINK = 10;
/** An account's own limits, which no stage can exceed. */
const ACCOUNT_RATE_PER_SECOND = 10_000;
const ACCOUNT_BURST = 5_000;

/** One line of the access log. `resourcePath` is the template of the path: the path itself holds the link's token. */
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

/** What API Gateway has to be allowed before it writes any access log ("Permissions for CloudWatch logging" in its guide). */
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
 * since the link itself is the credential, and no execution log, since that would hold the links.
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
    // An output that nobody asked for; `MediaUrl` says where links point.
    this.api.node.tryRemoveChild('Endpoint');
    this.api.deploymentStage.node.addDependency(this.logWriter());
    this.letPagesReadGatewayErrors(config.allowedOrigins);
  }

  /** Where links point, without the token. */
  get mediaUrl(): string {
    return this.api.urlForPath('/media');
  }

  /** Sends the three methods of `/media/{token}` to the function, and streams its answers. */
  serve(fn: PlaybackFunction): void {
    const integration = new LambdaIntegration(fn.lambda, {
      responseTransferMode: ResponseTransferMode.STREAM,
      // Its default, 29 s, would cut long downloads short. Streamed answers may take up to 15 minutes.
      timeout: fn.timeout,
      allowTestInvoke: false,
    });
    const link = this.api.root.addResource('media').addResource('{token}');
    for (const method of ['GET', 'HEAD', 'OPTIONS']) link.addMethod(method, integration);
  }

  /** Lets the function issue links to this API. Sets `MEDIA_URL`. */
  tell(fn: PlaybackFunction): void {
    fn.configure({ MEDIA_URL: this.mediaUrl });
  }

  /**
   * Lets API Gateway write access logs: a setting of the account in this region, shared by all its REST APIs. It stays
   * when the stack goes, since others may have come to rely on it.
   */
  private logWriter(): CfnAccount {
    const role = new Role(this, 'LogWriter', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      description: 'Lets API Gateway write the access logs of this account and region',
    });
    const policy = new Policy(this, 'LogWriterPolicy', {
      roles: [role],
      statements: [new PolicyStatement({ actions: LOG_WRITER_ACTIONS, resources: ['*'] })],
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    // API Gateway looks at what the role may do when it is named.
    account.node.addDependency(policy);
    for (const part of [role, policy, account]) part.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return account;
  }

  /** What the gateway answers itself (throttled, not found, function failed) has to reach the page, too. */
  private letPagesReadGatewayErrors(allowedOrigins: readonly string[]): void {
    const [only, ...others] = allowedOrigins;
    // A gateway response holds one fixed value or echoes the request; it says nothing that any origin may not read.
    const allowOrigin = others.length === 0 ? `'${only}'` : 'method.request.header.origin';
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
