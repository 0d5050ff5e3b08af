import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, test } from 'vitest';
import type { PolicyRequest } from '../../../../../lambda/domain/policy/entity-access.ts';
import { UnsupportedConstruct } from '../../../../../lambda/domain/policy/expression.ts';
import { compilePolicySet } from '../../../../../lambda/domain/policy/policy-set.ts';
import { entityUid } from '../../../../../lambda/domain/policy/value.ts';

const ANY = { op: 'All' };
/** Accepts JSON forms that the engine never writes: the evaluator must reject them. */
const asForm = (form: unknown) => form as PolicyJson;
const policy = (effect: string, body: unknown = { Value: true }): PolicyJson =>
  asForm({ effect, principal: ANY, action: ANY, resource: ANY, conditions: [{ kind: 'when', body }] });
const MISSING = { '.': { left: { Var: 'context' }, attr: 'absent' } };

const user = entityUid('User', 'u');
const request: PolicyRequest = {
  principal: user,
  action: entityUid('Action', 'play'),
  resource: entityUid('Recording', 'r'),
  context: new Map(),
  entities: new Map(),
};
const verdict = (staticPolicies: Record<string, PolicyJson>, asked = request) =>
  compilePolicySet({ staticPolicies })(asked);

describe('a policy set', () => {
  test('denies when no policy permits', () => {
    expect(verdict({})).toEqual({ allowed: false, policyIds: [], because: 'nothing_permits' });
    expect(verdict({ a: policy('permit', { Value: false }) }).allowed).toBe(false);
  });

  test('names every policy that permits, sorted', () => {
    expect(verdict({ b: policy('permit'), a: policy('permit') })).toEqual({
      allowed: true,
      policyIds: ['a', 'b'],
      because: 'permitted',
    });
  });

  test('denies when a forbid applies, also when permits apply', () => {
    expect(verdict({ a: policy('permit'), z: policy('forbid') })).toEqual({
      allowed: false,
      policyIds: ['z'],
      because: 'forbidden',
    });
  });

  test.each(['permit', 'forbid'])(
    'denies and names the policy when a %s fails, also when other policies permit',
    effect => {
      expect(verdict({ all: policy('permit'), broken: policy(effect, MISSING) })).toEqual({
        allowed: false,
        policyIds: ['broken'],
        because: 'failed',
      });
    },
  );

  test('denies when a condition is not a boolean', () => {
    expect(verdict({ a: policy('permit', { Value: 'true' }) }).because).toBe('failed');
  });

  test('denies when the entity hierarchy is a cycle', () => {
    const role = entityUid('Role', 'a');
    const inCircle = {
      ...request,
      entities: new Map([
        [user.key, { uid: user, attributes: new Map(), parents: [role] }],
        [role.key, { uid: role, attributes: new Map(), parents: [user] }],
      ]),
    };
    const asksForOther = {
      in: { left: { Var: 'principal' }, right: { Value: { __entity: { type: 'Role', id: 'b' } } } },
    };
    expect(verdict({ all: policy('permit'), c: policy('forbid', asksForOther) }, inCircle).because).toBe('failed');
  });
});

describe('a policy set is rejected, before any decision and with the name of the problem, for', () => {
  test.each<[string, PolicyJson, RegExp]>([
    ['an effect that is neither permit nor forbid', policy('allow'), /allow/],
    ['an unknown construct', policy('permit', { hasTag: { left: MISSING, right: MISSING } }), /hasTag/],
    ['an unknown function', policy('permit', { decimal: [{ Value: '1.0' }] }), /decimal\(\)/],
    ['a known function with another number of arguments', policy('permit', { ip: [] }), /ip\(\)/],
    [
      'a function with the name of an object prototype member',
      policy('permit', { constructor: [{ Value: '1.0' }] }),
      /constructor/,
    ],
    ['a fraction', policy('permit', { Value: 1.5 }), /integer/],
    ['a template slot', asForm({ ...policy('permit'), principal: { op: '==', slot: '?principal' } }), /template slot/],
    ['an unknown scope', asForm({ ...policy('permit'), resource: { op: 'like' } }), /resource like/],
    [
      'an unknown kind of condition',
      asForm({ ...policy('permit'), conditions: [{ kind: 'if', body: { Value: true } }] }),
      /if/,
    ],
  ])('%s', (_, form, name) => {
    const compile = () => compilePolicySet({ staticPolicies: { p: form } });
    expect(compile).toThrow(UnsupportedConstruct);
    expect(compile).toThrow(name);
  });
});
