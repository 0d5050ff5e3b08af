import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import { expect, it, vi } from 'vitest';
import { PERMIT, problems } from '../support/policy-problems.ts';

/** An engine that counts one policy too many in each file. */
vi.mock('@cedar-policy/cedar-wasm/nodejs', async importOriginal => {
  const cedar = await importOriginal<typeof Cedar>();
  const policySetTextToParts = (text: string): Cedar.PolicySetTextToPartsAnswer => {
    const answer = cedar.policySetTextToParts(text);
    return answer.type === 'failure' ? answer : { ...answer, policies: [...answer.policies, 'one more'] };
  };
  return { ...cedar, policySetTextToParts };
});

it('rejects a file when the engine counts another number of policies than the splitter', () => {
  expect(problems(PERMIT)).toEqual([
    expect.stringMatching(/^playback\.cedar: the policy engine counts 2 policies in this file, but this check found 1/),
  ]);
});
