import { describe, expect, test } from 'vitest';
import { parseConnectionOverrides } from '../../local/twilio/connection-overrides.ts';
import { asText, functions, MINIMAL, ofType, synthesize } from './synthesized.ts';

const ORIGINS = ['https://flex.twilio.com', 'http://flex.localhost:3000'];
const withSecret = synthesize({ ...MINIMAL, twilioSecretName: 'twilio/flex' });
const api = synthesize({ ...MINIMAL, allowedOrigins: ORIGINS, throttle: { ratePerSecond: 7, burst: 9 } });

interface Route {
  readonly RouteKey: string;
  readonly Target: unknown;
}
interface Integration {
  readonly IntegrationUri: { readonly 'Fn::GetAtt': readonly [string, string] };
  readonly PayloadFormatVersion: string;
}
interface Stage {
  readonly AccessLogSettings: { readonly Format: string; readonly DestinationArn: unknown };
}

const only = <T>(type: string): T => {
  const [found, ...others] = ofType<T>(api, type);
  if (!found || others.length > 0) throw new Error(`expected one ${type}`);
  return found[1].Properties;
};

describe('the HTTP API', () => {
  test("routes Twilio's two documented spellings of the request, for GET only", () => {
    const routes = ofType<Route>(api, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.RouteKey);
    expect(routes.sort()).toEqual(['GET /', 'GET /sec_rec']);
  });

  test('invokes, on every route, a function that permits exactly this route to invoke it', () => {
    const permissions = ofType<{ FunctionName: unknown; Principal: string; SourceArn: unknown }>(
      api,
      'AWS::Lambda::Permission',
    ).map(([, { Properties }]) => Properties);
    for (const [, { Properties: route }] of ofType<Route>(api, 'AWS::ApiGatewayV2::Route')) {
      const integrationId = asText(route.Target).replace(/^integrations\/<(.*)>$/, '$1');
      const integration = api.resources[integrationId]?.Properties as unknown as Integration;
      expect(integration.PayloadFormatVersion).toBe('2.0');
      const functionId = integration.IntegrationUri['Fn::GetAtt'][0];
      expect(functions(api).map(([id]) => id)).toContain(functionId);
      const path = route.RouteKey.split(' ')[1];
      expect(permissions.filter(({ SourceArn }) => asText(SourceArn).endsWith(`>/*/*${path}`))).toMatchObject([
        { FunctionName: { 'Fn::GetAtt': [functionId, 'Arn'] }, Principal: 'apigateway.amazonaws.com' },
      ]);
    }
    // Apart from the API, only schedules may invoke a function.
    for (const { SourceArn } of permissions) {
      expect(asText(SourceArn)).toMatch(
        /^arn:.*:execute-api:.*<PlaybackApi|^<Audit(Digest|Verifier)Schedule\w+\.Arn>$/,
      );
    }
  });

  test('allows CORS requests with authorization from exactly the configured origins', () => {
    expect(only('AWS::ApiGatewayV2::Api')).toMatchObject({
      ProtocolType: 'HTTP',
      CorsConfiguration: {
        AllowOrigins: ORIGINS,
        AllowMethods: ['GET'],
        AllowHeaders: ['authorization'],
        MaxAge: 3600,
      },
    });
    expect(only('AWS::ApiGatewayV2::Api')).not.toHaveProperty('CorsConfiguration.AllowCredentials');
  });

  test('is throttled', () => {
    expect(only('AWS::ApiGatewayV2::Stage')).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
    });
  });
});

test("Twilio's callbacks are routed, for POST only, to the function that checks their signatures when a secret is configured", () => {
  const routes = ofType<Route>(withSecret, 'AWS::ApiGatewayV2::Route').filter(([, { Properties }]) =>
    Properties.RouteKey.includes('twilio'),
  );
  expect(routes.map(([, { Properties }]) => Properties.RouteKey).sort()).toEqual([
    'POST /twilio/event-streams',
    'POST /twilio/recording-status',
    'POST /twilio/task-events',
  ]);
  for (const [, { Properties }] of routes) expect(asText(Properties.Target)).toContain('TwilioEvents');
  for (const [output, path] of [
    ['RecordingStatusCallbackUrl', '/twilio/recording-status'],
    ['TaskEventsCallbackUrl', '/twilio/task-events'],
  ] as const) {
    const [address, fragment] = asText(withSecret.outputs[output]?.Value).split('#');
    expect(address).toMatch(new RegExp(`^<PlaybackApi\\w+\\.ApiEndpoint>${path}$`));
    expect(parseConnectionOverrides(`https://api#${fragment}`)).toMatchObject({
      retries: 5,
      retriesAfter: ['5xx', 'ct', 'rt'],
    });
  }
});

test('the address for Event Streams has no fragment, because Event Streams does not support it', () => {
  expect(asText(withSecret.outputs['EventStreamsUrl']?.Value)).toMatch(/\.ApiEndpoint>\/twilio\/event-streams$/);
});

describe('the access log', () => {
  const { Format: format, DestinationArn } = only<Stage>('AWS::ApiGatewayV2::Stage').AccessLogSettings;

  test('is one line of JSON per request, with exactly these fields', () => {
    expect(format).not.toContain('\n');
    expect(JSON.parse(format)).toEqual({
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
    });
  });

  test('has no header, no query and no path, because they contain tokens and links', () => {
    expect(format).not.toMatch(/authori[sz]|quer|header|cookie|path|uri|\$input|\$stageVariables/i);
  });

  test('has its own log group with a retention', () => {
    const logGroupId = asText(DestinationArn).replace(/^<(.*)\.Arn>$/, '$1');
    expect(api.resources[logGroupId]).toMatchObject({
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 90 },
    });
    expect(functions(api).map(([, { Properties }]) => Properties.LoggingConfig.LogGroup.Ref)).not.toContain(logGroupId);
  });
});
