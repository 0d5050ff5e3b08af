import '../test/support/policy-oracle/steady-engine.ts';
import { agreement } from './policy/agreement.ts';
import { speed } from './policy/speed.ts';

/**
 * `npm run bench:policy [-- <cases> [<seed>]]`: how fast do the shipped policies decide, and does the evaluator agree
 * with the official engine? Ends with 1 on any disagreement.
 */
const CASES = Number(process.argv[2] ?? 200_000);
const FIRST_SEED = Number(process.argv[3] ?? Date.now() % 1_000_000_000);

speed();
const { cases, disagreeing } = agreement(CASES, FIRST_SEED);
if (disagreeing > 0 || cases < CASES) process.exitCode = 1;
