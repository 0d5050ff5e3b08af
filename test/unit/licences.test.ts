import { readFileSync } from 'node:fs';
import satisfies from 'spdx-satisfies';
import { describe, expect, test } from 'vitest';

/** Permissive licences: they only require that their notice is kept. */
const DEPLOYED = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'CC0-1.0', 'BlueOak-1.0.0'];
/** Additional licences for development packages, which are not distributed. */
const DEVELOPMENT = [...DEPLOYED, 'MPL-2.0', 'CC-BY-3.0'];

interface Installed {
  readonly license?: string;
  /** True for a package that only development needs. */
  readonly dev?: boolean;
}

/** The packages of a lockfile whose licence is missing, unknown or not allowed. */
const refused = (packages: Readonly<Record<string, Installed>>): string[] =>
  Object.entries(packages)
    .filter(([path, { license, dev }]) => path !== '' && !isAllowed(license, dev ? DEVELOPMENT : DEPLOYED))
    .map(([path, { license }]) => `${path}: ${license}`);

const isAllowed = (licence: string | undefined, allowed: readonly string[]): boolean => {
  try {
    return licence !== undefined && satisfies(licence, allowed);
  } catch {
    // Not an SPDX expression, such as "SEE LICENSE IN …".
    return false;
  }
};

describe('licences', () => {
  test('of all packages in the lockfile, for every platform, are allowed', () => {
    const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(refused(packages)).toEqual([]);
  });

  test.each<Installed>([
    {},
    { license: 'AGPL-3.0-only' },
    { license: 'MPL-2.0' },
    { license: 'MIT AND GPL-3.0-only' },
    { license: 'UNLICENSED', dev: true },
    { license: 'SEE LICENSE IN LICENSE.txt', dev: true },
    { license: 'GPL-3.0-or-later', dev: true },
  ])('are refused: %j', installed => {
    expect(refused({ 'node_modules/planted': installed })).toHaveLength(1);
  });

  test.each<Installed>([
    { license: '(MIT OR GPL-3.0-or-later)' },
    { license: 'Apache-2.0' },
    { license: 'MPL-2.0', dev: true },
  ])('are accepted: %j', installed => {
    expect(refused({ 'node_modules/planted': installed })).toEqual([]);
  });
});
