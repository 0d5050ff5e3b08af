import { describe, expect, test } from 'vitest';
import { requestLog } from '../../lambda/shell/request-log.ts';
import {
  actionsOf,
  asText,
  EVERYTHING,
  type FunctionProperties,
  functions,
  MINIMAL,
  ofType,
  statements,
  synthesize,
} from './synthesized.ts';
import type { Alarm } from './watched-metrics.ts';

const TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:operations';
const CERTIFICATE_ARN = `arn:aws:acm:eu-central-1:123456789012:certificate/${'1'.repeat(8)}-2222-3333-4444-${'5'.repeat(12)}`;
const WEB_ACL_ARN = `arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/company/${'1'.repeat(8)}-2222-3333-4444-${'5'.repeat(12)}`;

const plain = synthesize(MINIMAL);
const operated = synthesize({
  ...EVERYTHING,
  alarmTopicArn: TOPIC_ARN,
  alarmThresholds: { denials: 7, unauthenticated: 8, latencyMs: 900 },
  runbookUrl: 'https://wiki.example.com/playback/operations',
  tracing: true,
  domainName: 'playback.example.com',
  certificateArn: CERTIFICATE_ARN,
  webAclArn: WEB_ACL_ARN,
});
const alarmsOf = (synthesized: typeof plain) => ofType<Alarm>(synthesized, 'AWS::CloudWatch::Alarm');
const alarm = (synthesized: typeof plain, name: string) =>
  alarmsOf(synthesized).find(([id]) => id.startsWith(`Alarms${name}`))?.[1].Properties;

describe('the alarms about misuse and latency', () => {
  test.each([
    ['DenialBurst', 'forbidden', 50, 7],
    ['UnauthenticatedSpike', 'unauthenticated', 100, 8],
  ] as const)('%s counts the log lines of %s, from the configured number on', (name, code, usual, configured) => {
    const lines: string[] = [];
    requestLog(
      line => lines.push(line),
      () => new Date(0),
    ).failed({ code, reason: 'test' }, { request_id: 'r' });
    const line = JSON.parse(lines[0] ?? '');
    const [{ Namespace, Metrics, Dimensions }] = line._aws.CloudWatchMetrics;
    expect(Dimensions).toEqual([['stack', 'code']]);
    for (const [synthesized, Threshold] of [[plain, usual] as const, [operated, configured] as const]) {
      expect(alarm(synthesized, name)).toMatchObject({
        ...{ Namespace, MetricName: Metrics[0].Name, Statistic: 'Sum', Period: 300, EvaluationPeriods: 1, Threshold },
        Dimensions: [
          { Name: 'code', Value: line.code },
          { Name: 'stack', Value: { Ref: 'AWS::StackName' } },
        ],
        TreatMissingData: 'notBreaching',
      });
    }
  });

  test('SlowAnswers goes off when one of twenty answers is slow, in three periods in a row', () => {
    const [[apiId]] = ofType(plain, 'AWS::ApiGatewayV2::Api') as [[string, unknown]];
    expect(alarm(plain, 'SlowAnswers')).toMatchObject({
      ...{ Namespace: 'AWS/ApiGateway', MetricName: 'Latency', ExtendedStatistic: 'p95', Period: 300 },
      ...{ EvaluationPeriods: 3, Threshold: 3000, Dimensions: [{ Name: 'ApiId', Value: { Ref: apiId } }] },
    });
    expect(alarm(operated, 'SlowAnswers')).toMatchObject({ Threshold: 900 });
  });
});

describe('an alarm', () => {
  test.each(alarmsOf(operated))(
    '(%s) and its end go to the address and to the topic of the company',
    (_, { Properties }) => {
      expect(Properties.AlarmActions).toHaveLength(2);
      expect(Properties.AlarmActions).toContain(TOPIC_ARN);
      expect(Properties.OKActions).toEqual(Properties.AlarmActions);
    },
  );

  test.each(alarmsOf(operated))(
    '(%s) has addresses that open from an e-mail, and fits into it',
    (_, { Properties }) => {
      const text = asText(Properties.AlarmDescription);
      expect(text).toMatch(/Runbook: https:\/\/wiki\.example\.com\/playback\/operations#[a-z-]+ /);
      expect(text).toContain(
        'https://<AWS::Region>.console.aws.amazon.com/cloudwatch/home?region=<AWS::Region>#dashboards/dashboard/<AWS::StackName>-<AWS::Region>',
      );
      // CloudWatch's limit, with room for the longest names in place of the references.
      expect(text.length + 200).toBeLessThan(1024);
    },
  );
});

describe('the dashboard', () => {
  const body = (synthesized: typeof plain) => {
    const [dashboard] = ofType<{ DashboardName: unknown; DashboardBody: unknown }>(
      synthesized,
      'AWS::CloudWatch::Dashboard',
    );
    // Dashboards of all regions share one space of names.
    expect(asText(dashboard?.[1].Properties.DashboardName)).toBe('<AWS::StackName>-<AWS::Region>');
    const text = asText(dashboard?.[1].Properties.DashboardBody);
    expect(JSON.parse(text).widgets.length).toBeGreaterThan(4);
    return text;
  };

  test('shows every alarm, every function, the queues and the latency', () => {
    const text = body(operated);
    for (const [id] of alarmsOf(operated)) expect(text).toContain(`<${id}.Arn>`);
    for (const [id] of functions(operated)) expect(text).toContain(`<${id}>`);
    for (const [id] of ofType(operated, 'AWS::SQS::Queue')) expect(text).toContain(`<${id}.QueueName>`);
    expect(text).toContain('"p95"');
  });

  test('shows the runbook of every alarm, whole and without links into the repository', () => {
    const texts = (JSON.parse(body(plain)).widgets as { readonly properties: { readonly markdown?: string } }[]).map(
      ({ properties }) => properties.markdown ?? '',
    );
    for (const [id, { Properties }] of alarmsOf(plain)) {
      const name = /Runbook: ([a-z-]+), below at https:/.exec(asText(Properties.AlarmDescription))?.[1];
      const shown = texts.filter(text => text.startsWith(`## ${name}\n`));
      expect([id, name, shown.length]).toEqual([id, name, 1]);
      expect(shown[0]).not.toMatch(/\]\(|\n## /);
    }
    const denials = texts.find(text => text.startsWith('## denial-burst\n'));
    expect(denials).toMatch(/See callbacks-refused and call-events-delayed: .*`alarmThresholds\.denials`\.$/s);
  });

  test('exists without callbacks, and is absent when it is switched off', () => {
    expect(body(plain)).toContain('accepts no callbacks');
    const without = synthesize({ ...MINIMAL, dashboard: false });
    expect(ofType(without, 'AWS::CloudWatch::Dashboard')).toEqual([]);
    for (const [, { Properties }] of alarmsOf(without))
      expect(asText(Properties.AlarmDescription)).toMatch(/Runbook: docs\/operations\.md#[a-z-]+$/);
  });
});

describe('tracing', () => {
  test('is on for every function when it is configured, with permission to send traces only', () => {
    for (const [, { Properties }] of functions(operated) as [
      string,
      { Properties: FunctionProperties & { TracingConfig?: unknown } },
    ][])
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    const tracing = statements(operated).filter(statement =>
      actionsOf(statement).some(action => action.startsWith('xray:')),
    );
    expect(tracing).toHaveLength(functions(operated).length);
    for (const statement of tracing)
      expect([...actionsOf(statement)].sort()).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
    expect(plain.text).not.toMatch(/xray|TracingConfig/);
  });

  test('is never on for the media API, whose paths are links', () => {
    for (const [, { Properties }] of ofType<{ TracingEnabled?: boolean }>(operated, 'AWS::ApiGateway::Stage'))
      expect(Properties.TracingEnabled).toBeUndefined();
  });
});

describe('a domain of the company', () => {
  test('is in every address that others store, with a certificate and TLS 1.2', () => {
    expect(ofType(operated, 'AWS::ApiGatewayV2::DomainName')).toMatchObject([
      [
        expect.anything(),
        {
          Properties: {
            DomainName: 'playback.example.com',
            DomainNameConfigurations: [
              { CertificateArn: CERTIFICATE_ARN, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
            ],
          },
        },
      ],
    ]);
    const value = (name: string) => asText(operated.outputs[name]?.Value);
    expect(value('UrlProviderUrl')).toBe('https://playback.example.com/sec_rec');
    for (const name of ['RecordingStatusCallbackUrl', 'TaskEventsCallbackUrl', 'EventStreamsUrl'])
      expect(value(name)).toMatch(/^https:\/\/playback\.example\.com\/twilio\//);
    const attacher = functions(operated).find(([id]) => id.includes('Attacher'))?.[1].Properties.Environment.Variables;
    expect(attacher?.['URL_PROVIDER_URL']).toBe('https://playback.example.com/sec_rec');
    expect(value('TaskAttributesExample')).toContain('https://playback.example.com/sec_rec');
    expect(value('DomainTarget')).toMatch(/RegionalDomainName>$/);
  });

  test('replaces no API: the address of AWS stays valid', () => {
    const apis = (synthesized: typeof plain) => ofType<object>(synthesized, 'AWS::ApiGatewayV2::Api');
    expect(apis(operated).map(([id]) => id)).toEqual(apis(plain).map(([id]) => id));
    expect(JSON.stringify(apis(operated))).not.toContain('DisableExecuteApiEndpoint');
  });
});

test('a web ACL is associated with the media API, the only one that AWS WAF supports', () => {
  const associations = ofType<{ WebACLArn: string; ResourceArn: unknown }>(operated, 'AWS::WAFv2::WebACLAssociation');
  expect(associations).toHaveLength(1);
  for (const [, { Properties }] of associations) {
    expect(Properties.WebACLArn).toBe(WEB_ACL_ARN);
    expect(asText(Properties.ResourceArn)).toMatch(/:apigateway:<AWS::Region>::\/restapis\/<\w+>\/stages\/<\w+>$/);
  }
});
