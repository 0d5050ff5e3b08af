import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePolicySet, type PolicySet, type PolicySetForm } from '../../lambda/domain/policy/policy-set.ts';
import { caseFrom, disagreements } from '../support/policy-oracle/compare.ts';
import { reels } from '../support/policy-oracle/tape.ts';
import { wrongEvaluators } from '../support/policy-oracle/wrong-evaluators.ts';

const REQUESTS_PER_SET = 8;
/** Five batches give more than 10,000 decisions. Each batch is one test, so that a slow machine shows progress. */
const SETS_PER_BATCH = 256;

/** Compares an evaluator with the engine. Returns how often the engine gave each answer. */
const compare = (evaluator: (form: PolicySetForm) => PolicySet, sets: number) => {
  const answers = { permitted: 0, forbidden: 0, nothing_permits: 0, failed: 0 };
  fc.assert(
    fc.property(reels, reel => {
      const generated = caseFrom(reel, REQUESTS_PER_SET);
      const found = disagreements(generated, evaluator(generated.form), ({ because }) => answers[because]++);
      if (found.length > 0) throw new Error(JSON.stringify({ texts: generated.texts, found: found[0] }, null, 1));
    }),
    { numRuns: sets },
  );
  return answers;
};

describe('the evaluator and the official engine', () => {
  test.each([1, 2, 3, 4, 5])(
    'give the same decision for every generated policy set and request (batch %i of 5)',
    () => {
      const answers = compare(compilePolicySet, SETS_PER_BATCH);

      const decisions = SETS_PER_BATCH * REQUESTS_PER_SET;
      expect(Object.values(answers).reduce((sum, count) => sum + count)).toBe(decisions);
      // Agreement proves little if all answers are the same: each kind must occur often.
      expect(answers.permitted).toBeGreaterThan(decisions / 20);
      expect(answers.forbidden).toBeGreaterThan(decisions / 100);
      expect(answers.nothing_permits).toBeGreaterThan(decisions / 20);
      expect(answers.failed).toBeGreaterThan(decisions / 20);
    },
  );

  test.each(Object.entries(wrongEvaluators))('give different decisions when the evaluator %s', (_mistake, wrong) => {
    expect(() => compare(wrong, 4 * SETS_PER_BATCH)).toThrow(/Property failed/);
  });
});
