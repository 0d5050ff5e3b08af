import { getCedarVersion } from '@cedar-policy/cedar-wasm/nodejs';
import { compilePolicySet, type PolicySetForm, type Verdict } from '../../lambda/domain/policy/policy-set.ts';
import { caseFrom, disagreements } from '../../test/support/policy-oracle/compare.ts';
import { LONGEST_TAPE, reelOf } from '../../test/support/policy-oracle/tape.ts';

const REQUESTS_PER_SET = 16;
/** Members of Cedar's JSON form that belong to a construct and are not constructs themselves. */
const PARTS = new Set(
  'left right arg attr pattern entity_type if then else __entity type id Literal size inner marks done note'
    .split(' ')
    .concat('a key'),
);

/** Compares the evaluator with the engine in at least `leastCases` decisions, and prints the results and the constructs. */
export const compareWithEngine = (
  leastCases: number,
  firstSeed: number,
): { readonly cases: number; readonly disagreeing: number } => {
  const answers: Record<Verdict['because'], number> = { permitted: 0, forbidden: 0, nothing_permits: 0, failed: 0 };
  const constructs = new Map<string, number>();
  let cases = 0;
  let disagreeing = 0;
  for (let set = 0; cases < leastCases; set++) {
    const reel = reelOf(firstSeed + set, LONGEST_TAPE);
    const generated = caseFrom(reel, REQUESTS_PER_SET);
    const found = disagreements(generated, compilePolicySet(generated.form), ({ because }) => answers[because]++);
    if (found.length > 0) console.log(JSON.stringify({ reel, texts: generated.texts, found: found[0] }, null, 1));
    disagreeing += found.length;
    cases += REQUESTS_PER_SET;
    countConstructs(generated.form, constructs);
    if (process.stderr.isTTY) process.stderr.write(`\r${cases} cases, ${disagreeing} disagreements`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');

  console.log(
    `agreement with cedar-wasm ${getCedarVersion()}: ${cases} cases, ${disagreeing} disagreements (seed ${firstSeed})`,
  );
  for (const [answer, count] of Object.entries(answers)) {
    console.log(`  ${answer.padEnd(16)} ${((100 * count) / cases).toFixed(1).padStart(5)} %`);
  }
  const used = [...constructs].sort(([, left], [, right]) => right - left).map(([name, count]) => `${name} ${count}`);
  console.log(`  constructs: ${used.join(', ')}`);
  return { cases, disagreeing };
};

/** Counts each construct. A construct without a count was never compared. */
const countConstructs = ({ staticPolicies }: PolicySetForm, counts: Map<string, number>): void => {
  const visit = (form: unknown): void => {
    if (typeof form !== 'object' || form === null) return;
    for (const [name, part] of Object.entries(form)) {
      if (!Array.isArray(form) && !PARTS.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
      visit(part);
    }
  };
  for (const { conditions } of Object.values(staticPolicies)) visit(conditions.map(({ body }) => body));
};
