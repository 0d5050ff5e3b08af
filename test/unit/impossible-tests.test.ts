import { describe, expect, it } from 'vitest';
import { PERMIT, problems } from '../support/policy-problems.ts';

/** Line 5 is the exception. */
const forbidUnless = (exception: string) =>
  `${PERMIT}@id("slip")\nforbid (principal, action, resource)\nunless { ${exception} };`;
const found = (place: string, test: string) =>
  `playback.cedar:${place}: for policy \`slip\`, the test \`${test}\` has always the same outcome (compare with the same type: principal is a User, in Roles; resource is a Recording, in nothing)`;
const OTHERWISE = 'principal in Role::"wfo.full_access"';

describe('a test that can have one outcome only, of which the engine says nothing, is reported where it stands', () => {
  it.each<[string, string, string]>([
    [
      'in the exception to a permit, which would never be made',
      '@id("slip")\npermit (principal in Role::"supervisor", action, resource)\nunless { resource in Role::"x" };',
      found('3:10', 'resource in Role::"x"'),
    ],
    ['of membership', forbidUnless(`resource in Role::"x" || ${OTHERWISE}`), found('5:10', 'resource in Role::"x"')],
    ['of a type', forbidUnless(`${OTHERWISE} || principal is Recording`), found('5:50', 'principal is Recording')],
    [
      'of a type and membership',
      forbidUnless(`principal is Role in Role::"a" || ${OTHERWISE}`),
      found('5:10', 'principal is Role in Role::"a"'),
    ],
    [
      'of equality',
      forbidUnless(`principal == Recording::"x" || ${OTHERWISE}`),
      found('5:10', 'principal == Recording::"x"'),
    ],
    [
      'of inequality, which always holds',
      forbidUnless(`principal != Recording::"x" && ${OTHERWISE}`),
      found('5:10', 'principal != Recording::"x"'),
    ],
    [
      'of a user’s parent',
      forbidUnless(`principal in Recording::"x" || ${OTHERWISE}`),
      found('5:10', 'principal in Recording::"x"'),
    ],
    [
      'inside a choice',
      forbidUnless(`if principal is Recording then true else ${OTHERWISE}`),
      found('5:13', 'principal is Recording'),
    ],
    [
      'rather than called an impossible policy',
      forbidUnless('!(resource is User)').replace('unless', 'when').replace('!', ''),
      found('5:9', 'resource is User'),
    ],
    [
      'written in another way, where its policy stands',
      forbidUnless(`principal == Recording::"\\u{78}" || ${OTHERWISE}`),
      found('3:1', 'principal == Recording::"x"'),
    ],
    [
      'although a comment says the same before',
      forbidUnless(`// principal is Recording\n${OTHERWISE} || principal is Recording`),
      found('6:41', 'principal is Recording'),
    ],
  ])('%s', (_, text, message) => {
    expect(problems(text)).toEqual([message]);
  });

  it('each time', () => {
    const twice = forbidUnless(`principal is Recording || ${OTHERWISE} || principal is Recording`);
    expect(problems(twice).map(problem => problem.split(' ')[0])).toEqual([
      'playback.cedar:5:10:',
      'playback.cedar:5:76:',
    ]);
  });
});

it.each([
  'principal in [Role::"a", Role::"b"]',
  'principal is User in Role::"a"',
  'resource == Recording::"RE1" || principal == User::"WK1"',
  'principal != User::"WK1"',
  'action == Action::"play" && principal in Role::"a"',
  'resource has restricted && resource.restricted == false',
  'resource has agentWorkerSid && resource.agentWorkerSid != principal.workerSid',
  '{"is": {"left": true, "entity_type": false}} == {"is": {"left": principal in Role::"a", "entity_type": false}}',
])('a test that depends on who asks for what is none of it: %s', exception => {
  expect(problems(forbidUnless(exception))).toEqual([]);
});
