import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CLOUDWATCH, callQueryApi, membersAt, SNS, STS, textAt } from '../../bin/deployment/query-api.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { startEndpoint } from '../support/aws-endpoint.ts';

const topicArn = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
const alarm = (name: string) => ({ name, arn: `arn:${name}`, actionsEnabled: true, alarmActions: [topicArn('a&b')] });

let endpoint: AwsEndpoint;
beforeAll(async () => {
  endpoint = await startEndpoint(
    { Nobody: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
    {
      alarms: [alarm('Flex-1'), alarm('Other-1'), { ...alarm('Flex-2'), alarmActions: [] }, alarm('Flex-<3>')],
      topics: [
        {
          arn: topicArn('a&b'),
          subscriptions: [
            { protocol: 'email', endpoint: 'somebody@example.com' },
            { protocol: 'email', endpoint: 'nobody@example.invalid' },
          ],
        },
        { arn: topicArn('none'), subscriptions: [] },
      ],
    },
  );
});
afterAll(() => endpoint.close());

const options = () => ({ endpoint: endpoint.url });
const describeAlarms = (more: Readonly<Record<string, string>> = {}) =>
  callQueryApi(options(), CLOUDWATCH, { Action: 'DescribeAlarms', AlarmNamePrefix: 'Flex-', ...more });

describe('the local CloudWatch', () => {
  test('describes the alarms with a prefix, a page after the other', async () => {
    const first = await describeAlarms({ MaxRecords: '2' });
    const second = await describeAlarms({ MaxRecords: '2', NextToken: textAt(first, 'NextToken') ?? '' });
    const names = [first, second].map(page => membersAt(page, 'MetricAlarms').map(one => textAt(one, 'AlarmName')));
    expect(names).toEqual([['Flex-1', 'Flex-2'], ['Flex-<3>']]);
    expect(textAt(second, 'NextToken')).toBeUndefined();
    const [one, two] = membersAt(first, 'MetricAlarms');
    expect(membersAt(one, 'AlarmActions')).toEqual([topicArn('a&b')]);
    expect(membersAt(two, 'AlarmActions')).toEqual([]);
  });

  test.each([
    ['MaxRecords', '101', 'ValidationError'],
    ['NextToken', 'x', 'InvalidNextToken'],
    ['StateValue', 'ALARM', 'InvalidParameter'],
  ])('refuses %s %s', async (name, value, code) => {
    await expect(describeAlarms({ [name]: value })).rejects.toMatchObject({ name: code });
  });

  test('knows no other operation', async () => {
    const call = callQueryApi(options(), CLOUDWATCH, { Action: 'ListMetrics' });
    await expect(call).rejects.toMatchObject({ name: 'InvalidAction' });
  });
});

describe('the local SNS', () => {
  const list = (TopicArn: string) => callQueryApi(options(), SNS, { Action: 'ListSubscriptionsByTopic', TopicArn });

  test('lists subscriptions; an address that cannot exist has confirmed none', async () => {
    const members = membersAt(await list(topicArn('a&b')), 'Subscriptions');
    expect(members.map(one => [textAt(one, 'Endpoint'), textAt(one, 'SubscriptionArn')])).toEqual([
      ['somebody@example.com', expect.stringMatching(/^arn:aws:sns:us-east-1:000000000000:a&b:[0-9a-f]+$/)],
      ['nobody@example.invalid', 'PendingConfirmation'],
    ]);
    expect(membersAt(await list(topicArn('none')), 'Subscriptions')).toEqual([]);
  });

  test('does not know other topics', async () => {
    await expect(list(topicArn('other'))).rejects.toMatchObject({ name: 'NotFound', message: 'Topic does not exist' });
  });
});

describe('a call by the Query protocol', () => {
  test.each([
    [CLOUDWATCH, { Action: 'DescribeAlarms' }, 'cloudwatch:DescribeAlarms'],
    [SNS, { Action: 'ListSubscriptionsByTopic', TopicArn: topicArn('none') }, 'sns:ListSubscriptionsByTopic'],
  ] as const)('of %j is refused without the permission, by its name', async (service, input, permission) => {
    const { accessKeyId, secretAccessKey, sessionToken } = endpoint.credentialsFor('Nobody');
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
    const refused = { name: 'AccessDenied', message: expect.stringContaining(permission) };
    await expect(callQueryApi({ ...options(), region: 'us-east-1' }, service, input)).rejects.toMatchObject(refused);
    vi.unstubAllEnvs();
  });

  test('reads the only member of a list, and nothing of an answer that is no XML', async () => {
    expect(textAt(await callQueryApi(options(), STS, { Action: 'GetCallerIdentity' }), 'Account')).toBe('000000000000');
    expect(textAt('text', 'Account')).toBeUndefined();
    expect(membersAt({ List: { member: 'one' } }, 'List')).toEqual(['one']);
    expect(membersAt({ List: '' }, 'List')).toEqual([]);
  });
});
