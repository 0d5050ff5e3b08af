import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { policyAuthorizer } from '../../lambda/domain/policy/policy-authorizer.ts';
import { readPolicyDocument } from '../../lambda/domain/policy/policy-document.ts';
import { entitiesToJson, recordToJson, uidToJson } from '../../lib/policy/cedar-json.ts';
import { compilePolicyFiles } from '../../lib/policy/policy-files.ts';
import { playbackQuestions } from '../../test/support/policy-oracle/playback-questions.ts';
import { measureMedianNs } from './median.ts';

/** Prints the median time of a decision by the shipped policies, and that of the engine, measured in the same process. */
export const printSpeed = (): void => {
  const { document, policyIds } = compilePolicyFiles();
  const policies = readPolicyDocument(Buffer.from(document));
  const authorizer = policyAuthorizer(policies);
  const questions = playbackQuestions();

  const evaluation = measureMedianNs(
    questions.map(
      ({ facts }) =>
        () =>
          policies.policySet(facts),
    ),
  );
  const decision = measureMedianNs(questions.map(question => () => authorizer.decide(question)));
  const engine = measureMedianNs(engineCalls(document, questions));

  console.log(`one decision by the ${policyIds.length} shipped policies, median over ${questions.length} questions:`);
  console.log(`  evaluation             ${microseconds(evaluation)}   (goal: 5 µs or less)`);
  console.log(`  with gathering facts   ${microseconds(decision)}`);
  console.log(
    `  cedar-wasm, preparsed  ${microseconds(engine)}   ${(engine / evaluation).toFixed(0)} × the evaluation`,
  );
};

const engineCalls = (document: string, questions: ReturnType<typeof playbackQuestions>) => {
  const { staticPolicies } = JSON.parse(document).policySet;
  const parsed = cedar.preparsePolicySet('shipped', { staticPolicies });
  if (parsed.type === 'failure') throw new Error(parsed.errors[0]?.message);
  return questions.map(({ facts }) => {
    const call: cedar.StatefulAuthorizationCall = {
      principal: uidToJson(facts.principal),
      action: uidToJson(facts.action),
      resource: uidToJson(facts.resource),
      context: recordToJson(facts.context),
      entities: entitiesToJson(facts.entities.values()),
      preparsedPolicySetId: 'shipped',
    };
    return () => cedar.statefulIsAuthorized(call);
  });
};

const microseconds = (ns: number): string => `${(ns / 1_000).toFixed(2)} µs`.padStart(10);
