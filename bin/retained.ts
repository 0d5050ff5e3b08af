import { endOnDefect } from './terminal/end-on-defect.ts';

endOnDefect();
const { runProgram } = await import('./terminal/run-program.ts');
const { retainedProgram } = await import('./retained/retained-program.ts');

process.exitCode = await runProgram(retainedProgram, process.argv);
