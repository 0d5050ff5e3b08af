import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { CustomDomain } from './custom-domain.ts';

/**
 * The fields of an access log line. They include neither the query string, which names recordings, nor headers, which
 * contain tokens. `requestId` is also in the function's log and in the audit event.
 */
const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  gatewayError: '$context.error.message',
};

/**
 * The HTTP API from which Flex Insights requests links. The gateway answers preflights itself, for the configured origins
 * only. There is no authorizer: the player can only send `Authorization: Basic`, and the function validates it with Twilio.
 */
export class PlaybackApi extends Construct {
  readonly api: HttpApi;
  /** The address of the API, without a path and a slash at the end: the company's domain, or AWS's. */
  readonly url: string;

  constructor(scope: Construct, id: string, config: PlaybackConfig) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: 'flex-secure-playback',
      description: 'Returns expiring links to call recordings to Flex Insights',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...config.allowedOrigins],
        allowMethods: [CorsHttpMethod.GET],
        allowHeaders: ['authorization'],
        maxAge: Duration.hours(1),
      },
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.throttle.ratePerSecond, burstLimit: config.throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            retention: config.logRetentionDays,
            removalPolicy: RemovalPolicy.RETAIN,
          }),
        ),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
      },
    });
    const { domainName, certificateArn } = config;
    this.url = domainName ? `https://${domainName}` : this.api.apiEndpoint;
    if (domainName && certificateArn) {
      new CustomDomain(this, 'CustomDomain', { domainName, certificateArn, api: this.api, stage });
    }
  }

  /** Sends requests for the paths to the function: a browser's GET, or Twilio's POST. */
  route(method: 'GET' | 'POST', paths: readonly string[], fn: PlaybackFunction): void {
    const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn.lambda);
    for (const path of paths) this.api.addRoutes({ path, methods: [HttpMethod[method]], integration });
  }
}
