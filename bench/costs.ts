import { endOnDefect } from '../bin/terminal/end-on-defect.ts';
import { runProgram } from '../bin/terminal/run-program.ts';
import { costsProgram } from './costs/costs-program.ts';

/** `npm run costs`: what a month on AWS costs. */
endOnDefect();
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
process.exitCode = await runProgram(costsProgram, process.argv);
