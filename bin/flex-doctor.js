#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// Node 20 cannot run TypeScript itself.
register();
await import('./doctor.ts');
