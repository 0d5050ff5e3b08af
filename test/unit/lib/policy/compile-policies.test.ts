import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../../lib/policy/policy-problem.ts';
import { compile, PERMIT, problems, SCHEMA } from '../../../support/policy-problems.ts';

describe('compilePolicies reports, with its place and a hint', () => {
  test.each<[string, string, RegExp]>([
    [
      'an attribute that the schema does not declare',
      `${PERMIT}\n@id("typo")\nforbid (principal, action, resource)\nwhen { resource.restrictd };`,
      /^playback\.cedar:6:8: .*`restrictd`.*\(did you mean `restricted`\?\)$/,
    ],
    [
      'a context attribute that the schema does not declare',
      `${PERMIT}@id("typo") forbid (principal, action, resource) when { context.tim == datetime("2026-01-01") };`,
      /^playback\.cedar:3:57: .*`tim`.*did you mean `time`/,
    ],
    [
      'an optional attribute used without `has`',
      `${PERMIT}@id("bold") forbid (principal, action, resource) when { resource.restricted };`,
      /^playback\.cedar:3:57: .*restricted/,
    ],
    [
      'a role type that does not exist',
      `${PERMIT}@id("role") forbid (principal in Rol::"admin", action, resource);`,
      /^playback\.cedar:3:34: .*did you mean `Role`/,
    ],
    [
      'a comparison of values whose types can never be equal',
      `${PERMIT}@id("types") forbid (principal, action, resource) when { principal.workerSid == 7 };`,
      /^playback\.cedar:3:58: .*String.*Long|^playback\.cedar:3:58: .*Long.*String/,
    ],
    [
      'a policy that can never apply, for which the engine only has a warning',
      `${PERMIT}@id("never") forbid (principal, action, resource) when { false };`,
      /^playback\.cedar:3:1: .*impossible/,
    ],
    [
      'a syntax error',
      `${PERMIT}// „ö“\n@id("x") forbid (principal, action, resource) when { };`,
      /^playback\.cedar:4:\d+: /,
    ],
    [
      'a policy without an id',
      `${PERMIT}\nforbid (principal, action, resource);`,
      /^playback\.cedar:4:1: .*no id.*@id/,
    ],
    ['an id that is used twice', PERMIT + PERMIT, /^playback\.cedar:3:1: the id "all" is already used \(.*line 1/],
    ['an id with a comma', PERMIT.replace('all', 'a,b'), /^playback\.cedar:1:1: "a,b" is not a valid id/],
    ['a file without a permit', PERMIT.replace('permit', 'forbid'), /^playback\.cedar: no policy permits anything/],
    ['a file without a policy', '// later', /^playback\.cedar: no policy permits anything/],
    [
      'a template',
      `${PERMIT}@id("t") permit (principal == ?principal, action, resource);`,
      /^playback\.cedar:3:1: templates are not supported/,
    ],
    [
      'a construct that the functions cannot evaluate',
      `${PERMIT}\n@id("price") forbid (principal, action, resource) when { decimal("1.0").lessThan(decimal("2.0")) };`,
      /^playback\.cedar:4:1: for policy `price`, lessThan\(\) is not supported/,
    ],
    [
      'a number that JSON would round',
      `${PERMIT}@id("big") forbid (principal, action, resource) when { resource has durationSeconds && resource.durationSeconds > 9007199254740993 };`,
      /^playback\.cedar:3:1: for policy `big`, an integer beyond ±9007199254740991 is not supported/,
    ],
  ])('%s', (_, text, message) => {
    expect(problems(text)).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  test('all problems of a file at once', () => {
    const text = `permit (principal, action, resource);\n${PERMIT}@id("b") forbid (principal, action, resource) when { resource.a };`;
    expect(problems(text)).toHaveLength(2);
  });

  test.each<[string, string, RegExp]>([
    ['is not well-formed', SCHEMA.replace('entity Role;', 'entity Role'), /^schema\.cedarschema:\d+:\d+: /],
    [
      'names a type that does not exist',
      SCHEMA.replace('Set<String>', 'Set<Strin>'),
      /^schema\.cedarschema:\d+:\d+: .*Strin/,
    ],
    [
      'requires a fact that may be unknown',
      SCHEMA.replace('queue?', 'queue'),
      /^schema\.cedarschema: .*queue.*playback-facts/,
    ],
    [
      'declares a fact with another type',
      SCHEMA.replace('restricted?: Bool', 'restricted?: String'),
      /^schema\.cedarschema: .*restricted/,
    ],
    [
      'declares a fact that the service never supplies',
      SCHEMA.replace('queue?', 'skill?: String, queue?'),
      /the service never supplies the attribute `skill`/,
    ],
    [
      'redefines a built-in type, for which the engine only has a warning',
      `${SCHEMA}\ntype decimal = Long;\n`,
      /^schema\.cedarschema:\d+:\d+: The name `decimal` shadows/,
    ],
    [
      'does not declare a fact that the service supplies',
      SCHEMA.replace('queue?: String,', ''),
      /^schema\.cedarschema: .*queue/,
    ],
    [
      'does not declare the facts of the context',
      SCHEMA.replace('time: datetime,', ''),
      /^schema\.cedarschema: .*context/,
    ],
  ])('a schema that %s', (_, schema, message) => {
    expect(schema).not.toBe(SCHEMA);
    expect(problems(PERMIT, { schema })).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  test.each([
    ['{', /^teams\.json: not JSON/],
    ['[]', /^teams\.json: expected one object/],
    ['{"WK1": "billing"}', /^teams\.json: "WK1" is not a worker SID/],
    [`{"WK${'1'.repeat(32)}": ""}`, /^teams\.json: the team of WK1+ is not a name/],
  ])('invalid teams: %s', (teams, message) => {
    expect(problems(PERMIT, { teams })).toEqual([expect.stringMatching(message)]);
  });
});

describe('compilePolicies', () => {
  const compiled = compile(
    `${PERMIT}@id("other") forbid (principal, action, resource) when { {b: 1, a: 2} == {b: 1, a: 3} || context.time > datetime("2030-01-01") };`,
    { teams: `{"WK${'1'.repeat(32)}": "billing"}` },
  );

  test('returns the engine’s JSON form of each policy by id, and the SHA-256 of the document', () => {
    if (!compiled.ok) throw new Error(compiled.error.map(formatProblem).join('\n'));
    const { document, sha256, policyIds } = compiled.value;
    expect(policyIds).toEqual(['all', 'other']);
    expect(sha256).toBe(createHash('sha256').update(document).digest('hex'));
    const { policySet, teams } = JSON.parse(document);
    expect(Object.keys(policySet.staticPolicies)).toEqual(['all', 'other']);
    expect(policySet.staticPolicies.all).toMatchObject({ effect: 'permit', annotations: { id: 'all' } });
    expect(teams).toEqual({ [`WK${'1'.repeat(32)}`]: 'billing' });
  });

  test('returns the same bytes when policies and members are in another order', () => {
    const policies = [PERMIT, '@id("b") forbid (principal, action, resource) when { {y: 1, x: 2} == {y: 1, x: 3} };'];
    const documents = [policies, policies.toReversed()].map(order => {
      const result = compile(order.join('\n'));
      return result.ok ? result.value.document : result.error;
    });
    expect(documents[0]).toEqual(expect.stringContaining('"Record":{"x"'));
    expect(documents[1]).toBe(documents[0]);
  });
});

describe('docs/policies.md', () => {
  const documentation = readFileSync(new URL('../../../../docs/policies.md', import.meta.url), 'utf8');
  const examples = [...documentation.matchAll(/```cedar\n([\s\S]*?)```/g)].map(([, example = '']) => example);

  test('contains only examples that compile', () => {
    expect(examples).not.toEqual([]);
    for (const example of examples) expect(problems(PERMIT + example)).toEqual([]);
  });

  test.each(['resource has restricted && resource.restrictd', 'resource has restrictd && resource.restricted'])(
    'shows the actual message for a typing error: %s',
    condition => {
      const shipped = readFileSync(new URL('../../../../policy/playback.cedar', import.meta.url), 'utf8');
      const [message] = problems(shipped.replace('resource has restricted && resource.restricted', condition));
      expect(documentation).toContain(`\npolicy/${message}\n`);
    },
  );
});
