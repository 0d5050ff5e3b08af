import { setFlagsFromString } from 'node:v8';

/*
 * Node 20's V8 inlines hot calls into WebAssembly, and can end the process ("unreachable code", in its deoptimizer) when
 * it has to take one back. Only a program that asks the engine tens of thousands of times gets there. Import this before
 * the engine.
 */
setFlagsFromString('--no-turbo-inline-js-wasm-calls');
