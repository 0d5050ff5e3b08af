import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { POLICY_DIR, policySetOf, readPolicyTexts } from '../../../../../bin/audit/desk/policies/policy-texts.ts';
import { compilePolicyFiles } from '../../../../../lib/policy/policy-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'policy-texts-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the texts of the policies', () => {
  test('have every policy of the shipped files, with the comment above it', async () => {
    const texts = await readPolicyTexts(POLICY_DIR);
    expect([...texts.keys()].sort()).toEqual([...compilePolicyFiles().policyIds].sort());
    expect(texts.get('full-access')).toEqual({
      id: 'full-access',
      words:
        'Users with full Insights access may play every recording, also restricted ones. Console admins and developers have it.',
      text: expect.stringMatching(/^@id\("full-access"\)\npermit \([\s\S]*\);$/),
    });
  });

  test('have no words for a policy without a comment, or with an empty line after it', async () => {
    const policy = (id: string) => `@id("${id}")\npermit (principal, action, resource);`;
    writeFileSync(
      join(folder, 'playback.cedar'),
      `// About all.\n\n${policy('a')}\n${policy('b')} // after\n// ü one\n//  two\n${policy('c')}\n`,
    );
    const texts = await readPolicyTexts(folder);
    expect([...texts.values()].map(({ id, words }) => [id, words])).toEqual([
      ['a', ''],
      ['b', ''],
      ['c', 'ü one\n two'],
    ]);
  });

  test('have the hash that audit events name, or none if the files have problems', async () => {
    expect(await policySetOf(POLICY_DIR)).toBe(compilePolicyFiles().sha256);
    expect(await policySetOf(folder)).toBeUndefined();
  });
});
