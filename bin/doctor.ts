import { endOnDefect } from './terminal/end-on-defect.ts';

endOnDefect();
// The SDK would warn on stderr about Node 20, which this package supports.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { runProgram } = await import('./terminal/run-program.ts');
const { doctorProgram } = await import('./doctor/doctor-program.ts');

process.exitCode = await runProgram(doctorProgram, process.argv);
