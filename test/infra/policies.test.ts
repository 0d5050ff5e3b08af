import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildApp } from '../../lib/playback-app.ts';
import { POLICY_DIR, PolicyError } from '../../lib/policy/policy-files.ts';
import { MINIMAL } from './synthesized.ts';

const folder = mkdtempSync(join(tmpdir(), 'policies-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('fails synthesis when a policy has a typing error that the engine evaluates to false', () => {
  cpSync(POLICY_DIR, folder, { recursive: true });
  const file = join(folder, 'playback.cedar');
  const exception = 'unless { resource has restrictd && resource.restrictd }';
  writeFileSync(
    file,
    `${readFileSync(file, 'utf8')}\n@id("open") permit (principal, action, resource)\n${exception};\n`,
  );
  const build = () => buildApp({ playback: MINIMAL, policyDir: folder });
  expect(build).toThrow(PolicyError);
  expect(build).toThrow(
    /playback\.cedar:\d+:23: for policy `open`, attribute `restrictd`.*did you mean `restricted`\?/,
  );
});
