import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RULES = new Set(['lint/style/noRestrictedImports', 'lint/style/noProcessEnv']);
const TREES = ['lambda', 'lib', 'bin'];

interface Finding {
  readonly category: string;
  readonly location: { readonly path: string };
}

/** Runs the project's linter over a tree; keeps what breaks the architecture. */
const lint = (root: string): Finding[] => {
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const options = ['--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none'];
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', ...options, ...TREES], {
    cwd: root,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Finding[] };
  return diagnostics.filter(({ category }) => RULES.has(category));
};

const imports = (specifier: string) => `import { thing } from '${specifier}';\nexport const other = thing;\n`;
const READS_ENVIRONMENT = 'export const region = process.env.AWS_REGION;\n';

/** A file with one line that points the wrong way. */
const FORBIDDEN: readonly [file: string, source: string][] = [
  ['lambda/domain/N.ts', imports('../adapters/s3-recording-store.ts')],
  ['lambda/domain/N.ts', "export * from '../adapters/s3-recording-store.ts';\n"],
  ['lambda/domain/N.ts', "export const late = import('../adapters/s3-recording-store.ts');\n"],
  ['lambda/domain/N.ts', "export type { Port } from '../adapters/s3-recording-store.ts';\n"],
  ['lambda/domain/N.ts', imports('../http/failure-response.ts')],
  ['lambda/domain/N.ts', imports('../url-provider/config.ts')],
  ['lambda/domain/N.ts', imports('../media/config.ts')],
  ['lambda/domain/N.ts', imports('../../lib/playback-app.ts')],
  ['lambda/domain/N.ts', imports('../../local/stack.ts')],
  ['lambda/domain/N.ts', imports('@aws-sdk/client-s3')],
  ['lambda/domain/N.ts', imports('@smithy/core/retry')],
  ['lambda/domain/N.ts', imports('@aws-lambda-powertools/logger')],
  ['lambda/domain/N.ts', imports('aws-lambda')],
  ['lambda/domain/N.ts', imports('node:fs')],
  ['lambda/domain/N.ts', imports('node:fs/promises')],
  ['lambda/domain/N.ts', imports('node:https')],
  ['lambda/domain/N.ts', READS_ENVIRONMENT],
  ['lambda/adapters/N.ts', imports('../http/environment.ts')],
  ['lambda/adapters/N.ts', imports('../url-provider/config.ts')],
  ['lambda/adapters/N.ts', imports('../../local/stack.ts')],
  ['lambda/adapters/N.ts', READS_ENVIRONMENT],
  ['lambda/http/N.ts', imports('../adapters/aws-failure.ts')],
  ['lambda/http/N.ts', imports('../url-provider/handler.ts')],
  ['lambda/http/N.ts', READS_ENVIRONMENT],
  ['lambda/functionN/handler.ts', imports('../adapters/aws-failure.ts')],
  ['lambda/functionN/handler.ts', imports('../media/handler.ts')],
  ['lambda/functionN/handler.ts', imports('@aws-sdk/client-s3')],
  ['lambda/functionN/handler.ts', READS_ENVIRONMENT],
  ['lambda/functionN/parse-request.ts', imports('../adapters/aws-failure.ts')],
  ['lambda/functionN/index.ts', imports('../adapters/aws-failure.ts')],
  ['lambda/functionN/anything.ts', imports('../adapters/aws-failure.ts')],
  ['lambda/functionN/anything.ts', imports('@aws-sdk/client-s3')],
  ['lambda/functionN/anything.ts', imports('@smithy/core/retry')],
  ['lambda/functionN/anything.ts', imports('../../lib/playback-app.ts')],
  ['lambda/functionN/config.ts', imports('../media/config.ts')],
  ['lambda/functionN/config.ts', READS_ENVIRONMENT],
  ['lambda/functionN/dependencies.ts', imports('../media/dependencies.ts')],
  ['lib/N.ts', imports('../lambda/adapters/aws-failure.ts')],
  ['lib/N.ts', imports('../lambda/url-provider/handler.ts')],
  ['lib/N.ts', imports('../lambda/url-provider/dependencies.ts')],
  ['lib/N.ts', imports('../local/stack.ts')],
  ['lib/N.ts', READS_ENVIRONMENT],
  ['bin/N.ts', imports('../lambda/url-provider/handler.ts')],
];

/** The arrows as they are meant. */
const ALLOWED: readonly [file: string, source: string][] = [
  ['lambda/domain/N.ts', imports('./ports.ts')],
  ['lambda/domain/N.ts', imports('node:crypto')],
  ['lambda/adapters/N.ts', imports('../domain/ports.ts')],
  ['lambda/adapters/N.ts', imports('@aws-sdk/client-s3')],
  ['lambda/adapters/N.ts', imports('node:https')],
  ['lambda/http/N.ts', imports('../domain/failure.ts')],
  ['lambda/functionN/handler.ts', imports('../domain/play-recording.ts')],
  ['lambda/functionN/handler.ts', imports('../http/failure-response.ts')],
  ['lambda/functionN/handler.ts', imports('./parse-request.ts')],
  ['lambda/functionN/index.ts', imports('./dependencies.ts')],
  ['lambda/functionN/dependencies.ts', imports('../adapters/aws-failure.ts')],
  ['lambda/functionN/dependencies.ts', imports('@aws-sdk/client-s3')],
  ['lambda/functionN/dependencies.ts', READS_ENVIRONMENT],
];

describe('the direction of imports, as the linter sees it', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'architecture-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  let faulty: ReadonlySet<string>;

  // Every case becomes a file of its own in one tree, since starting the linter costs more than a hundred files do.
  const pathOf = (kind: string, file: string, source: string) => {
    const cases = kind === 'bad' ? FORBIDDEN : ALLOWED;
    return file.replace('N', `${kind}${cases.findIndex(([f, s]) => f === file && s === source)}`);
  };
  beforeAll(() => {
    cpSync(join(ROOT, 'biome.json'), join(scratch, 'biome.json'));
    const write =
      (kind: string) =>
      ([file, source]: readonly [string, string]) => {
        const path = join(scratch, pathOf(kind, file, source));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, source);
      };
    FORBIDDEN.forEach(write('bad'));
    ALLOWED.forEach(write('good'));
    faulty = new Set(lint(scratch).map(finding => finding.location.path));
  });

  test.each(FORBIDDEN)('%s may not contain %s', (file, source) => {
    expect(faulty).toContain(pathOf('bad', file, source));
  });

  test.each(ALLOWED)('%s may contain %s', (file, source) => {
    expect(faulty).not.toContain(pathOf('good', file, source));
  });
});

test('the tree follows every arrow', () => {
  expect(lint(ROOT)).toEqual([]);
});
