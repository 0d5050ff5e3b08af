import { vi } from 'vitest';

/** Set-up of the suite `runtime`: the local stack runs each function under Node 24 and AWS's runtime client. */
vi.mock('../../local/functions/execution-environment.ts', () => import('./runtime-environment.ts'));
