import { endOnDefect } from './terminal/end-on-defect.ts';

endOnDefect();
const { runProgram } = await import('./terminal/run-program.ts');
const { packageProgram } = await import('./package/package-program.ts');

process.exitCode = await runProgram(packageProgram, process.argv);
