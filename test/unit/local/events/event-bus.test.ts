import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { err, ok } from '../../../../lambda/domain/shared/result.ts';
import { createEventBus } from '../../../../local/events/event-bus.ts';
import { matchesPattern } from '../../../../local/events/event-pattern.ts';
import { lambda, readSmall, role } from '../../../support/small-template.ts';

const PATTERN = { source: ['aws.s3'], detail: { object: { key: [{ wildcard: 'AC1/RE*.wav' }, 'exact'] } } };
const event = (key: unknown, source = 'aws.s3') => ({ source, detail: { object: { key } } });

describe('an event pattern', () => {
  test.each(['AC1/RE.wav', 'AC1/RE1/2.wav', 'exact'])('matches the key %s', key => {
    expect(matchesPattern(PATTERN, event(key))).toBe(true);
  });

  test.each([
    event('AC1/REx.mp3'),
    event('AC1/REaxwav'),
    event('xAC1/RE1.wav'),
    event('AC1/RE1.wav.bak'),
    event('exactly'),
    event(7),
    event(undefined),
    event('exact', 'aws.ec2'),
    {},
    undefined,
  ])('does not match %j', other => {
    expect(matchesPattern(PATTERN, other)).toBe(false);
  });
});

const rule = (properties: object = {}) => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: PATTERN, Targets: [{ Id: 't', Arn: { 'Fn::GetAtt': ['F', 'Arn'] } }], ...properties },
});
const permission = (properties: object = {}) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['F', 'Arn'] },
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
    ...properties,
  },
});
const RESOURCES = { R: role, F: lambda('R', {}), Rule: rule(), P: permission() };
const target = (retryAttempts: number) => ({ functionLogicalId: 'F', retryAttempts });

describe('the event rules of a template', () => {
  test('start the functions that they name', () => {
    expect(readSmall(RESOURCES).eventRules).toEqual([{ pattern: PATTERN, targets: [target(2)] }]);
  });

  test('repeat as often as the function says', () => {
    const Settings = {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'F' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
    };
    expect(readSmall({ ...RESOURCES, Settings }).eventRules).toEqual([{ pattern: PATTERN, targets: [target(0)] }]);
  });

  test.each([
    ['is missing', { P: role }],
    ['is for another service', { P: permission({ Principal: 's3.amazonaws.com' }) }],
    ['is for another rule', { P: permission({ SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/other' }) }],
  ])('start no function whose permission %s', (_, changes) => {
    expect(readSmall({ ...RESOURCES, ...changes }).eventRules).toEqual([{ pattern: PATTERN, targets: [] }]);
  });

  test('do nothing when they are disabled', () => {
    expect(readSmall({ ...RESOURCES, Rule: rule({ State: 'DISABLED' }) }).eventRules).toEqual([]);
  });

  test('are refused when a comparison is not known here', () => {
    const EventPattern = { source: [{ 'anything-but': ['aws.s3'] }] };
    expect(() => readSmall({ ...RESOURCES, Rule: rule({ EventPattern }) })).toThrow('Resources.Rule');
  });
});

describe('the event bus', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const busWith = (failures: number, retryAttempts = 2) => {
    const invoked: unknown[] = [];
    const bus = createEventBus({
      rules: [{ pattern: PATTERN, targets: [target(retryAttempts)] }],
      invoke: async (name, sent) => {
        invoked.push([name, sent]);
        return invoked.length > failures ? ok(undefined) : err({ errorType: 'Error', errorMessage: 'not yet' });
      },
    });
    return { bus, invoked };
  };

  test('delivers what matches, once', async () => {
    const { bus, invoked } = busWith(0);
    bus.send(event('other'));
    bus.send(event('exact'));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(invoked).toEqual([['F', event('exact')]]);
  });

  test('repeats a failed attempt after one minute and after two more, and then gives up', async () => {
    const { bus, invoked } = busWith(Number.POSITIVE_INFINITY);
    bus.send(event('exact'));
    const counts: number[] = [];
    for (const ms of [59_999, 1, 119_999, 1, 600_000]) {
      await vi.advanceTimersByTimeAsync(ms);
      counts.push(invoked.length);
    }
    expect(counts).toEqual([1, 2, 2, 3, 3]);
  });

  test('does not repeat what succeeded, or what a function does not want repeated', async () => {
    const [once, never] = [busWith(1), busWith(5, 0)];
    for (const { bus } of [once, never]) bus.send(event('exact'));
    await vi.advanceTimersByTimeAsync(600_000);
    expect([once.invoked.length, never.invoked.length]).toEqual([2, 1]);
  });

  test('repeats nothing after it was closed', async () => {
    const { bus, invoked } = busWith(5);
    bus.send(event('exact'));
    await vi.advanceTimersByTimeAsync(1);
    await bus.close();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(invoked).toHaveLength(1);
  });
});
