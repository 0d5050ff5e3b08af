#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { register } from 'tsx/esm/api';

// A verification reads many events and keeps none. Without this flag, V8 lets the memory grow before it collects them.
// The flag must be set before anything else is loaded, because the heap starts to grow then.
setFlagsFromString('--optimize-for-size');
// Node 20 cannot run TypeScript itself.
register();
await import('./audit.ts');
