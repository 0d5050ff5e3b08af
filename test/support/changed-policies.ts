import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';

/** A copy of the shipped policies that tests can change. */
export let folder: string;

/** Copies the policies for one test file. */
export const useChangedPolicies = (): void => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policies-'));
    await cp(POLICY_DIR, folder, { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));
};

/** Writes the shipped policies into the folder, with another condition for restricted recordings. */
export const restrictWith = async (condition: string) => {
  const policies = await readFile(join(POLICY_DIR, 'playback.cedar'), 'utf8');
  const changed = policies.replace('when { resource has restricted && resource.restricted }', condition);
  expect(changed).not.toBe(policies);
  await writeFile(join(folder, 'playback.cedar'), changed);
};
