#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { runCompiled } from './program/run-compiled.js';

// A verification reads many events and keeps none. Without this flag, V8 lets the memory grow before it collects them.
// The flag must be set before anything else is loaded, because the heap starts to grow then.
setFlagsFromString('--optimize-for-size');
await runCompiled('bin/audit.ts');
