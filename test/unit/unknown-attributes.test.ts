import { describe, expect, it } from 'vitest';
import { PERMIT, problems, SCHEMA } from '../support/policy-problems.ts';

/** Line 5 is the condition. */
const forbid = (condition: string) =>
  `${PERMIT}@id("typo")\nforbid (principal, action, resource)\nwhen { ${condition} };`;
const found = (place: string, attribute: string, variable: string, help: string) =>
  `playback.cedar:${place}: for policy \`typo\`, attribute \`${attribute}\` of \`${variable}\` not found: this \`has\` would never hold (${help})`;

describe('a misspelt attribute behind `has`, of which the engine says nothing, is reported where it stands', () => {
  it.each<[string, string, string]>([
    [
      'in an exception to a permit',
      '@id("typo")\npermit (principal in Role::"supervisor", action, resource)\nunless { resource has restrictd && resource.restrictd };',
      found('3:23', 'restrictd', 'resource', 'did you mean `restricted`?'),
    ],
    [
      'beside an alternative that can hold',
      forbid('(resource has restrictd && resource.restrictd) || (resource has queue && resource.queue == "x")'),
      found('5:22', 'restrictd', 'resource', 'did you mean `restricted`?'),
    ],
    [
      'when only the case of its letters is wrong',
      forbid('!(context has sourceIP) || context.sourceIP.isLoopback()'),
      found('5:22', 'sourceIP', 'context', 'did you mean `sourceIp`?'),
    ],
    [
      'rather than called an impossible policy',
      forbid('resource has restrictd'),
      found('5:21', 'restrictd', 'resource', 'did you mean `restricted`?'),
    ],
    [
      'in quotes',
      forbid('principal has "taem" || principal.workerSid == ""'),
      found('5:22', 'taem', 'principal', 'did you mean `team`?'),
    ],
    [
      'written with escapes, where its policy stands',
      forbid('principal has "t\\u{61}em" || principal.workerSid == ""'),
      found('3:1', 'taem', 'principal', 'did you mean `team`?'),
    ],
    [
      'at the beginning of a path',
      forbid('resource has restrictd.since || principal.workerSid == ""'),
      found('5:21', 'restrictd', 'resource', 'did you mean `restricted`?'),
    ],
    [
      'although another variable has it, and a text and a comment ask for it as well',
      forbid(
        'context has minutesSinceCall || principal.workerSid == "resource has minutesSinceCall" // resource has minutesSinceCall\n|| resource has minutesSinceCall',
      ),
      found(
        '6:17',
        'minutesSinceCall',
        'resource',
        'it has agentWorkerSid, durationSeconds, encrypted, queue, restricted, startedAt, tags, team',
      ),
    ],
    [
      'of the action',
      forbid('action has team || principal.workerSid == ""'),
      found('5:19', 'team', 'action', 'it has no attributes'),
    ],
    [
      'inside a record with a member called has',
      forbid('{"has": resource has tag} == {"has": true} || {"has": 1} == {"has": 2}'),
      found('5:29', 'tag', 'resource', 'did you mean `tags`?'),
    ],
  ])('%s', (_, text, message) => {
    expect(problems(text)).toEqual([message]);
  });

  it('each time, in every policy', () => {
    const twice = (id: string) =>
      `@id("${id}") forbid (principal, action, resource) when { resource has tag || resource has tag };\n`;
    expect(problems(PERMIT + twice('a') + twice('b')).map(problem => problem.split(' ')[0])).toEqual([
      'playback.cedar:3:67:',
      'playback.cedar:3:87:',
      'playback.cedar:4:67:',
      'playback.cedar:4:87:',
    ]);
  });

  it('with everything else that is wrong', () => {
    expect(problems(forbid('resource has restrictd || resource.durationSecond > 1'))).toEqual([
      expect.stringMatching(/^playback\.cedar:5:21: .*`restrictd` of `resource` not found/),
      expect.stringMatching(/^playback\.cedar:5:34: .*`durationSecond` on entity type `Recording` not found/),
    ]);
  });
});

it('`has` behind anything but a variable is refused, since nobody would notice a typing error there', () => {
  expect(problems(forbid('User::"WK1" has taem || principal.workerSid == ""'))).toEqual([
    'playback.cedar:5:24: for policy `typo`, `has taem` on something else than a variable is not supported here (ask principal, resource or context)',
  ]);
});

describe('an attribute that the schema declares may be asked for', () => {
  const text = forbid('resource has tags && principal has "team" && context has sourceIp && principal has workerSid');

  it('as the schema is shipped', () => {
    expect(problems(text)).toEqual([]);
  });

  it('when the schema gives its context a name', () => {
    const context = /\{[^{}]*\}/.exec(SCHEMA.slice(SCHEMA.indexOf('context:')))?.[0] ?? '';
    const schema = `type Circumstances = ${context};\n${SCHEMA.replace(context, 'Circumstances')}`;
    expect(schema).toContain('context: Circumstances');
    expect(problems(text, { schema })).toEqual([]);
  });
});
