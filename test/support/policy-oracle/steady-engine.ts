import { setFlagsFromString } from 'node:v8';

/*
 * Node 20's V8 inlines hot calls into WebAssembly. When it reverts such an inlining, it can end the process ("unreachable
 * code", in its deoptimizer). This happens only after tens of thousands of calls of the engine. Import this file before
 * the engine.
 */
setFlagsFromString('--no-turbo-inline-js-wasm-calls');
