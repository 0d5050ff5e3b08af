import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * One project per suite, ranked by cost: a test belongs to the cheapest suite that can catch its bug.
 * Timeouts only stop a hang; they say nothing about speed, which is measured in bench/.
 */
const suite = (name: string, hangTimeoutMs: number, { workers = availableParallelism(), isolate = true } = {}) => ({
  test: {
    name,
    isolate,
    include: [`test/${name}/**/*.test.ts`],
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
    ],
  },
});
