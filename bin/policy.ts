import { runProgram } from './terminal/run-program.ts';

// The SDK would warn on stderr about Node 20, which this package supports.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { policyProgram } = await import('./policy/policy-program.ts');

process.exitCode = await runProgram(policyProgram, process.argv);
