import { describe, expect, test } from 'vitest';
import { PERMIT, problems } from '../../../support/policy-problems.ts';

/** Line 5 is the exception. */
const forbidUnless = (exception: string) =>
  `${PERMIT}@id("slip")\nforbid (principal, action, resource)\nunless { ${exception} };`;
const found = (place: string, test: string) =>
  `playback.cedar:${place}: for policy \`slip\`, the test \`${test}\` always has the same result (check the types: principal is a User and has Roles as parents; resource is a Recording and has no parents)`;
const OTHERWISE = 'principal in Role::"wfo.full_access"';

describe('reports a test that always has the same result and that the engine does not report', () => {
  test.each<[string, string, string]>([
    [
      'in the exception of a permit',
      '@id("slip")\npermit (principal in Role::"supervisor", action, resource)\nunless { resource in Role::"x" };',
      found('3:10', 'resource in Role::"x"'),
    ],
    ['with `in`', forbidUnless(`resource in Role::"x" || ${OTHERWISE}`), found('5:10', 'resource in Role::"x"')],
    ['with `is`', forbidUnless(`${OTHERWISE} || principal is Recording`), found('5:50', 'principal is Recording')],
    [
      'with `is … in`',
      forbidUnless(`principal is Role in Role::"a" || ${OTHERWISE}`),
      found('5:10', 'principal is Role in Role::"a"'),
    ],
    [
      'with `==`',
      forbidUnless(`principal == Recording::"x" || ${OTHERWISE}`),
      found('5:10', 'principal == Recording::"x"'),
    ],
    [
      'with `!=`, which is always true',
      forbidUnless(`principal != Recording::"x" && ${OTHERWISE}`),
      found('5:10', 'principal != Recording::"x"'),
    ],
    [
      'with a wrong parent type of a user',
      forbidUnless(`principal in Recording::"x" || ${OTHERWISE}`),
      found('5:10', 'principal in Recording::"x"'),
    ],
    [
      'inside `if`',
      forbidUnless(`if principal is Recording then true else ${OTHERWISE}`),
      found('5:13', 'principal is Recording'),
    ],
    [
      'instead of reporting an impossible policy',
      forbidUnless('!(resource is User)').replace('unless', 'when').replace('!', ''),
      found('5:9', 'resource is User'),
    ],
    [
      'at the start of the policy when the test is written with an escape',
      forbidUnless(`principal == Recording::"\\u{78}" || ${OTHERWISE}`),
      found('3:1', 'principal == Recording::"x"'),
    ],
    [
      'and not the same text in a comment before it',
      forbidUnless(`// principal is Recording\n${OTHERWISE} || principal is Recording`),
      found('6:41', 'principal is Recording'),
    ],
  ])('%s', (_, text, message) => {
    expect(problems(text)).toEqual([message]);
  });

  test('at each of its places', () => {
    const twice = forbidUnless(`principal is Recording || ${OTHERWISE} || principal is Recording`);
    expect(problems(twice).map(problem => problem.split(' ')[0])).toEqual([
      'playback.cedar:5:10:',
      'playback.cedar:5:76:',
    ]);
  });
});

test.each([
  'principal in [Role::"a", Role::"b"]',
  'principal is User in Role::"a"',
  'resource == Recording::"RE1" || principal == User::"WK1"',
  'principal != User::"WK1"',
  'action == Action::"play" && principal in Role::"a"',
  'resource has restricted && resource.restricted == false',
  'resource has agentWorkerSid && resource.agentWorkerSid != principal.workerSid',
  '{"is": {"left": true, "entity_type": false}} == {"is": {"left": principal in Role::"a", "entity_type": false}}',
])('accepts a test that depends on the request: %s', exception => {
  expect(problems(forbidUnless(exception))).toEqual([]);
});
