#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { register } from 'tsx/esm/api';

// A verification reads a million events and keeps none: without this V8 lets the garbage of most of them pile up first.
// Set before anything else is loaded, since the heap grows by it from the start.
setFlagsFromString('--optimize-for-size');
// Node 20 does not run TypeScript by itself.
register();
await import('./audit.ts');
