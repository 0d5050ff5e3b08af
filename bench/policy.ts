import '../test/support/policy-oracle/steady-engine.ts';
import { compareWithEngine } from './policy/agreement.ts';
import { printSpeed } from './policy/speed.ts';

/**
 * `npm run bench:policy [-- <cases> [<seed>]]`: measures the decisions of the shipped policies, and compares the evaluator
 * with the official engine. Ends with exit code 1 on any disagreement.
 */
const CASES = Number(process.argv[2] ?? 200_000);
const FIRST_SEED = Number(process.argv[3] ?? Date.now() % 1_000_000_000);

printSpeed();
const { cases, disagreeing } = compareWithEngine(CASES, FIRST_SEED);
if (disagreeing > 0 || cases < CASES) process.exitCode = 1;
