import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { splitStatements } from '../../../../lib/policy/policy-source.ts';
import type { PolicyText } from '../desk-model.ts';

/** The folder `policy/` of this package. */
export const POLICY_DIR = fileURLToPath(new URL('../../../../policy', import.meta.url));

const ANNOTATED_ID = /@id\s*\(\s*"((?:\\.|[^"\\])*)"\s*\)/;

/** Reads the policies of a folder, by id. Throws what reading the file throws. */
export const readPolicyTexts = async (folder: string): Promise<ReadonlyMap<string, Omit<PolicyText, 'policySet'>>> => {
  const file = await readFile(join(folder, 'playback.cedar'), 'utf8');
  const texts = new Map<string, Omit<PolicyText, 'policySet'>>();
  for (const { text, offset } of splitStatements(file)) {
    const id = ANNOTATED_ID.exec(text)?.[1];
    const before = Buffer.from(file).subarray(0, offset).toString();
    if (id !== undefined) texts.set(id, { id, words: wordsAbove(before), text });
  }
  return texts;
};

/** Returns the comment lines directly above a place, without an empty line between. */
const wordsAbove = (before: string): string => {
  const lines = before.split('\n').slice(0, -1);
  const firstOther = lines.findLastIndex(line => !line.trimStart().startsWith('//'));
  return lines
    .slice(firstOther + 1)
    .map(line => line.trim().replace(/^\/\/ ?/, ''))
    .join('\n');
};

/**
 * Returns the SHA-256 of a folder's policies as audit events name it; undefined if the files have problems or the policy
 * engine is not installed: it is needed for development only.
 */
export const policySetOf = async (folder: string): Promise<string | undefined> => {
  try {
    const { compilePolicyFiles } = await import('../../../../lib/policy/policy-files.ts');
    return compilePolicyFiles(folder).sha256;
  } catch {
    return undefined;
  }
};
