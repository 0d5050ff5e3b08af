import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import { expect, it, vi } from 'vitest';
import { PERMIT, problems } from '../support/policy-problems.ts';

/** An engine that finds one policy more in each file than there is. */
vi.mock('@cedar-policy/cedar-wasm/nodejs', async importOriginal => {
  const cedar = await importOriginal<typeof Cedar>();
  const policySetTextToParts = (text: string): Cedar.PolicySetTextToPartsAnswer => {
    const answer = cedar.policySetTextToParts(text);
    return answer.type === 'failure' ? answer : { ...answer, policies: [...answer.policies, 'one more'] };
  };
  return { ...cedar, policySetTextToParts };
});

it('a file in which the engine counts other policies than we do is not deployed', () => {
  expect(problems(PERMIT)).toEqual([
    expect.stringMatching(/^playback\.cedar: the policy engine counts 2 policies here, but 1 can be told apart/),
  ]);
});
