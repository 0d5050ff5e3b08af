import { runProgram } from './terminal/run-program.ts';

// The SDK would warn on stderr about Node 20, which this package supports.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { auditProgram } = await import('./audit/audit-program.ts');

process.exitCode = await runProgram(auditProgram, process.argv);
