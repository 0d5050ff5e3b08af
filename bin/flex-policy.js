#!/usr/bin/env node
import { runCompiled } from './program/run-compiled.js';

await runCompiled('bin/policy.ts');
