import { endOnDefect } from '../bin/terminal/end-on-defect.ts';
import { runProgram } from '../bin/terminal/run-program.ts';
import { costsProgram } from './costs/costs-program.ts';

/** `npm run costs`: calculates the costs of a month on AWS. */
endOnDefect();
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
process.exitCode = await runProgram(costsProgram, process.argv);
