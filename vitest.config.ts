import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * One project per suite, ranked by cost: a test belongs to the cheapest suite that can catch its bug.
 * Timeouts only stop a hang; they say nothing about speed, which is measured in bench/.
 */
const suite = (
  name: string,
  hangTimeoutMs: number,
  {
    workers = availableParallelism(),
    isolate = true,
    alsoRuns = [] as string[],
    setupFiles = [] as string[],
    globalSetup = [] as string[],
  } = {},
) => ({
  test: {
    name,
    isolate,
    include: [`test/${name}/**/*.test.ts`, ...alsoRuns],
    setupFiles,
    globalSetup,
    testTimeout: hangTimeoutMs,
    hookTimeout: hangTimeoutMs,
    // Vitest's default leaves one processor unused: one of two.
    maxWorkers: workers,
    retry: 0,
    env: {
      AWS_JS_SDK_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
});

/** Tests of the suite `integration` that together run every function. */
const DEPLOYED_BUNDLES = [
  'access-log',
  'audit-digest',
  'audit-verifier',
  'deployed-policies',
  'media-attacher',
  'play-recording',
  'streamed-links',
  'streamed-interruptions',
  'twilio-events',
  'verify-at-arrival',
].map(name => `test/integration/${name}.test.ts`);

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['{bin,lambda,lib,local}/**/*.ts'],
      // Runs in the browser.
      exclude: ['local/player/page/**', 'bin/audit/desk/page/**', 'bin/pages/browser/**'],
      reporter: ['text-summary', 'html', 'lcov'],
    },
    projects: [
      // Pure code: its files may share a process, which costs less than half the CPU of one process for each.
      suite('unit', 20_000, { isolate: false }),
      suite('contract', 60_000),
      suite('infra', 120_000),
      // Each file loads CDK and the SDK for itself otherwise: a third of the suite's CPU.
      suite('integration', 120_000, { isolate: false }),
      suite('browser', 180_000, { workers: 1 }),
      // Plays, callbacks, digests and damage once more, with each deployed bundle under the runtime of the cloud.
      suite('runtime', 180_000, {
        alsoRuns: DEPLOYED_BUNDLES,
        globalSetup: ['test/runtime/install-before-tests.ts'],
        setupFiles: ['test/runtime/use-deployed-runtime.ts'],
      }),
    ],
  },
});
