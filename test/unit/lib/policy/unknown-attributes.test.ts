import { describe, expect, test } from 'vitest';
import { PERMIT, problems, SCHEMA } from '../../../support/policy-problems.ts';

/** Line 5 is the condition. */
const forbid = (condition: string) =>
  `${PERMIT}@id("typo")\nforbid (principal, action, resource)\nwhen { ${condition} };`;
const found = (place: string, attribute: string, variable: string, help: string) =>
  `playback.cedar:${place}: for policy \`typo\`, attribute \`${attribute}\` of \`${variable}\` not found: this \`has\` would never hold (${help})`;

describe('reports a misspelt attribute in `has`, which the engine does not report', () => {
  test.each<[string, string, string]>([
    [
      'in the exception of a permit',
      '@id("typo")\npermit (principal in Role::"supervisor", action, resource)\nunless { resource has restrictd && resource.restrictd };',
      found('3:23', 'restrictd', 'resource', 'did you mean `restricted`?'),
    ],
    [
      'next to an alternative that can be true',
      forbid('(resource has restrictd && resource.restrictd) || (resource has queue && resource.queue == "x")'),
      found('5:22', 'restrictd', 'resource', 'did you mean `restricted`?'),
    ],
    [
      'when only upper and lower case differ',
      forbid('!(context has sourceIP) || context.sourceIP.isLoopback()'),
      found('5:22', 'sourceIP', 'context', 'did you mean `sourceIp`?'),
    ],
    [
      'instead of reporting an impossible policy',
      forbid('resource has restrictd'),
      found('5:21', 'restrictd', 'resource', 'did you mean `restricted`?'),
    ],
    [
      'in quotes',
      forbid('principal has "taem" || principal.workerSid == ""'),
      found('5:22', 'taem', 'principal', 'did you mean `team`?'),
    ],
    [
      'at the start of the policy when the name is written with an escape',
      forbid('principal has "t\\u{61}em" || principal.workerSid == ""'),
      found('3:1', 'taem', 'principal', 'did you mean `team`?'),
    ],
    [
      'at the beginning of a path',
      forbid('resource has restrictd.since || principal.workerSid == ""'),
      found('5:21', 'restrictd', 'resource', 'did you mean `restricted`?'),
    ],
    [
      'that another variable has, and not the same text in a string or a comment',
      forbid(
        'context has minutesSinceCall || principal.workerSid == "resource has minutesSinceCall" // resource has minutesSinceCall\n|| resource has minutesSinceCall',
      ),
      found(
        '6:17',
        'minutesSinceCall',
        'resource',
        'it has agentWorkerSid, durationSeconds, encrypted, held, queue, restricted, startedAt, tags, team',
      ),
    ],
    [
      'on the action',
      forbid('action has team || principal.workerSid == ""'),
      found('5:19', 'team', 'action', 'it has no attributes'),
    ],
    [
      'inside a record that has a member named has',
      forbid('{"has": resource has tag} == {"has": true} || {"has": 1} == {"has": 2}'),
      found('5:29', 'tag', 'resource', 'did you mean `tags`?'),
    ],
  ])('%s', (_, text, message) => {
    expect(problems(text)).toEqual([message]);
  });

  test('at each of its places, in every policy', () => {
    const twice = (id: string) =>
      `@id("${id}") forbid (principal, action, resource) when { resource has tag || resource has tag };\n`;
    expect(problems(PERMIT + twice('a') + twice('b')).map(problem => problem.split(' ')[0])).toEqual([
      'playback.cedar:3:67:',
      'playback.cedar:3:87:',
      'playback.cedar:4:67:',
      'playback.cedar:4:87:',
    ]);
  });

  test('together with the engine’s own findings', () => {
    expect(problems(forbid('resource has restrictd || resource.durationSecond > 1'))).toEqual([
      expect.stringMatching(/^playback\.cedar:5:21: .*`restrictd` of `resource` not found/),
      expect.stringMatching(/^playback\.cedar:5:34: .*`durationSecond` on entity type `Recording` not found/),
    ]);
  });
});

test('rejects `has` on anything but a variable, where typing errors cannot be found', () => {
  expect(problems(forbid('User::"WK1" has taem || principal.workerSid == ""'))).toEqual([
    'playback.cedar:5:24: for policy `typo`, `has taem` is only supported on a variable (use it on principal, resource or context)',
  ]);
});

describe('accepts `has` on an attribute that the schema declares', () => {
  const text = forbid('resource has tags && principal has "team" && context has sourceIp && principal has workerSid');

  test('with the shipped schema', () => {
    expect(problems(text)).toEqual([]);
  });

  test('with a schema in which the context is a named type', () => {
    const context = /\{[^{}]*\}/.exec(SCHEMA.slice(SCHEMA.indexOf('context:')))?.[0] ?? '';
    const schema = `type Circumstances = ${context};\n${SCHEMA.replace(context, 'Circumstances')}`;
    expect(schema).toContain('context: Circumstances');
    expect(problems(text, { schema })).toEqual([]);
  });
});
