import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import { afterEach, expect, test, vi } from 'vitest';

const ENGINE = '@cedar-policy/cedar-wasm/nodejs';

// Unit test files share modules: the next file must load the real engine.
afterEach(() => {
  vi.doUnmock(ENGINE);
  vi.resetModules();
});

/** An engine that counts one policy too many in each file. */
const miscountingEngine = async (importOriginal: () => Promise<typeof Cedar>): Promise<typeof Cedar> => {
  const cedar = await importOriginal();
  const policySetTextToParts = (text: string): Cedar.PolicySetTextToPartsAnswer => {
    const answer = cedar.policySetTextToParts(text);
    return answer.type === 'failure' ? answer : { ...answer, policies: [...answer.policies, 'one more'] };
  };
  return { ...cedar, policySetTextToParts };
};

test('rejects a file when the engine counts another number of policies than the splitter', async () => {
  vi.resetModules();
  vi.doMock(ENGINE, miscountingEngine as (importOriginal: () => Promise<unknown>) => Promise<typeof Cedar>);
  const { PERMIT, problems } = await import('../../../support/policy-problems.ts');
  expect(problems(PERMIT)).toEqual([
    expect.stringMatching(/^playback\.cedar: the policy engine counts 2 policies in this file, but this check found 1/),
  ]);
});
