import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CallCounts } from '../stubs/upstreams.ts';

export const VARIANTS = ['floor', 'ours', 'straightforward', 'peer-unbundled', 'peer-bundled', 'lean'] as const;
export type VariantName = (typeof VARIANTS)[number];

/** A handler to measure, ready to be loaded. */
export interface Variant {
  readonly name: VariantName;
  readonly description: string;
  /** The file that exports `handler`: CommonJS, or an ES module when it ends in `.mjs`. */
  readonly entry: string;
  /** The calls of one play with a new token. Every run checks them. */
  readonly calls: CallCounts;
  /** Size of the deployed code. Undefined when the code is a folder of packages. */
  readonly code: { readonly bytes: number; readonly gzippedBytes: number } | undefined;
}

export const FOUR_CALLS: CallCounts = { iam: 1, s3: 1, catalog: 1, audit: 1 };

/** Returns the size of the JavaScript files in a folder. */
export const codeSize = (folder: string): { bytes: number; gzippedBytes: number } => {
  const scripts = readdirSync(folder)
    .filter(file => /\.m?js$/.test(file))
    .map(file => readFileSync(join(folder, file)));
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    bytes: sum(scripts.map(script => script.length)),
    gzippedBytes: sum(scripts.map(script => gzipSync(script, { level: 9 }).length)),
  };
};
