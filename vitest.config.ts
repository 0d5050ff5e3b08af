import { defineConfig } from 'vitest/config';

/**
 * One project per suite, ranked by cost: a test belongs to the cheapest suite that can catch its bug.
 * Timeouts only stop a hang; they say nothing about speed, which is measured in bench/.
 */
const suite = (name: string, hangTimeoutMs: number, parallelFiles: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: hangTimeoutMs,
    hookTimeout: hangTimeoutMs,
    fileParallelism: parallelFiles,
    retry: 0,
    env: {
      AWS_JS_SDK_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
});

export default defineConfig({
  test: {
    projects: [
      suite('unit', 20_000, true),
      suite('contract', 60_000, true),
      suite('infra', 120_000, true),
      suite('integration', 120_000, false),
      suite('browser', 180_000, false),
    ],
  },
});
