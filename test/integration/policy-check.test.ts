import { describe, expect, test } from 'vitest';
import { compilePolicyFiles } from '../../lib/policy/policy-files.ts';
import { folder, restrictWith, useChangedPolicies } from '../support/changed-policies.ts';
import { runProgram } from '../support/program.ts';

useChangedPolicies();

const policy = (...args: string[]) => runProgram(['bin/flex-policy.js', ...args]);

describe('policy check', () => {
  test('prints the policy ids and the policy set that audit events will name', async () => {
    const { status, stdout } = await policy('check', '--json');
    const { policyIds, sha256 } = compilePolicyFiles();
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ok: true, policyIds, sha256 });
  });

  test.each([
    'when { resource has restricted && resource.restrictd }',
    'unless { resource has restrictd && !resource.restrictd }',
  ])('exits with 1 and prints the place and a suggestion when a policy has a typing error: %s', async condition => {
    await restrictWith(condition);
    const { status, stdout } = await policy('check', '--dir', folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/playback\.cedar:53:\d+: .*`restrictd`.*did you mean `restricted`/);
    const json = JSON.parse((await policy('check', '--dir', folder, '--json')).stdout);
    expect(json).toMatchObject({ ok: false, problems: [{ policyId: 'restricted-needs-full-access', line: 53 }] });
  });
});
