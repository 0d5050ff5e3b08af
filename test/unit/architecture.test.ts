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

/** Runs the project's linter over a tree, and returns its findings about imports. */
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

/** A file with one forbidden line. */
const FORBIDDEN: readonly [file: string, source: string][] = [
  ['lambda/domain/media/N.ts', imports('../../adapters/s3/s3-recording-store.ts')],
  ['lambda/domain/media/N.ts', "export * from '../../adapters/s3/s3-recording-store.ts';\n"],
  ['lambda/domain/media/N.ts', "export const late = import('../../adapters/s3/s3-recording-store.ts');\n"],
  ['lambda/domain/media/N.ts', "export type { Port } from '../../adapters/s3/s3-recording-store.ts';\n"],
  ['lambda/domain/media/lease/N.ts', imports('../../../adapters/s3/s3-recording-store.ts')],
  ['lambda/domain/playback/N.ts', imports('../../shell/failure-response.ts')],
  ['lambda/domain/playback/N.ts', imports('../../url-provider/config.ts')],
  ['lambda/domain/playback/N.ts', imports('../../media/config.ts')],
  ['lambda/domain/playback/N.ts', imports('../../../lib/playback-app.ts')],
  ['lambda/domain/playback/N.ts', imports('../../../local/stack.ts')],
  ['lambda/domain/playback/N.ts', imports('../policy/policy-authorizer.ts')],
  ['lambda/domain/playback/N.ts', imports('../audit/chain/close-due-windows.ts')],
  ['lambda/domain/shared/N.ts', imports('../playback/link.ts')],
  ['lambda/domain/arrival/N.ts', imports('../playback/ports.ts')],
  ['lambda/domain/arrival/N.ts', imports('../audit/events/audit-log.ts')],
  ['lambda/domain/arrival/N.ts', imports('node:fs')],
  ['lambda/domain/listening/N.ts', imports('../media/ports.ts')],
  ['lambda/domain/listening/N.ts', imports('../audit/chain/stored-item.ts')],
  ['lambda/domain/listening/N.ts', imports('node:zlib')],
  ['lambda/domain/heard/N.ts', imports('../media/ports.ts')],
  ['lambda/domain/heard/N.ts', imports('../listening/ports.ts')],
  ['lambda/domain/heard/N.ts', imports('node:fs')],
  ['lambda/domain/media/N.ts', imports('../arrival/ports.ts')],
  ['lambda/domain/catalog/N.ts', imports('../playback/ports.ts')],
  ['lambda/domain/catalog/N.ts', imports('../media/ports.ts')],
  ['lambda/domain/attachment/N.ts', imports('../catalog/ports.ts')],
  ['lambda/domain/attachment/N.ts', imports('node:util')],
  ['lambda/domain/media/N.ts', imports('../playback/link.ts')],
  ['lambda/domain/media/N.ts', imports('../catalog/catalog-entry.ts')],
  ['lambda/domain/media/lease/N.ts', imports('../../playback/link.ts')],
  ['lambda/domain/playback/group/N.ts', imports('../../policy/value.ts')],
  ['lambda/domain/playback/group/N.ts', imports('../../../adapters/s3/s3-recording-store.ts')],
  ['lambda/domain/media/lease/N.ts', imports('../../catalog/catalog-entry.ts')],
  ['lambda/domain/media/decryption/N.ts', imports('../../policy/value.ts')],
  ['lambda/domain/policy/N.ts', imports('../media/ports.ts')],
  ['lambda/domain/audit/events/N.ts', imports('../chain/digest.ts')],
  ['lambda/domain/audit/events/N.ts', imports('../../playback/link.ts')],
  ['lambda/domain/audit/chain/N.ts', imports('../verify/finding.ts')],
  ['lambda/domain/audit/chain/N.ts', imports('../../media/ports.ts')],
  ['lambda/domain/audit/verify/N.ts', imports('../../playback/ports.ts')],
  ['lambda/domain/audit/verify/N.ts', imports('../daily/parts-of-day.ts')],
  ['lambda/domain/audit/daily/N.ts', imports('../../playback/ports.ts')],
  ['lambda/domain/audit/daily/N.ts', imports('@aws-sdk/client-kms')],
  ['lambda/domain/shared/N.ts', imports('@aws-sdk/client-s3')],
  ['lambda/domain/media/N.ts', imports('@smithy/core/retry')],
  ['lambda/domain/media/lease/N.ts', imports('@smithy/core/retry')],
  ['lambda/domain/policy/N.ts', imports('@aws-lambda-powertools/logger')],
  ['lambda/domain/catalog/N.ts', imports('aws-lambda')],
  ['lambda/domain/audit/events/N.ts', imports('node:fs')],
  ['lambda/domain/audit/chain/N.ts', imports('node:fs/promises')],
  ['lambda/domain/audit/verify/N.ts', imports('node:fs')],
  ['lambda/domain/playback/N.ts', imports('node:https')],
  ['lambda/domain/playback/N.ts', READS_ENVIRONMENT],
  ['lambda/adapters/s3/N.ts', imports('../../shell/settings.ts')],
  ['lambda/adapters/s3/N.ts', imports('../../url-provider/config.ts')],
  ['lambda/adapters/s3/N.ts', imports('../../../local/stack.ts')],
  ['lambda/adapters/s3/N.ts', READS_ENVIRONMENT],
  ['lambda/adapters/dynamodb/leases/N.ts', imports('../../../shell/settings.ts')],
  ['lambda/adapters/dynamodb/leases/N.ts', imports('../../../media/config.ts')],
  ['lambda/adapters/dynamodb/leases/N.ts', imports('../../../../local/stack.ts')],
  ['lambda/shell/N.ts', imports('../adapters/aws/aws-failure.ts')],
  ['lambda/shell/N.ts', imports('../url-provider/handler.ts')],
  ['lambda/shell/N.ts', READS_ENVIRONMENT],
  ['lambda/functionN/handler.ts', imports('../adapters/aws/aws-failure.ts')],
  ['lambda/functionN/handler.ts', imports('../media/handler.ts')],
  ['lambda/functionN/handler.ts', imports('@aws-sdk/client-s3')],
  ['lambda/functionN/handler.ts', READS_ENVIRONMENT],
  ['lambda/functionN/parse-request.ts', imports('../adapters/aws/aws-failure.ts')],
  ['lambda/functionN/index.ts', imports('../adapters/aws/aws-failure.ts')],
  ['lambda/functionN/anything.ts', imports('../adapters/aws/aws-failure.ts')],
  ['lambda/functionN/anything.ts', imports('@aws-sdk/client-s3')],
  ['lambda/functionN/anything.ts', imports('@smithy/core/retry')],
  ['lambda/functionN/anything.ts', imports('../../lib/playback-app.ts')],
  ['lambda/functionN/config.ts', imports('../media/config.ts')],
  ['lambda/functionN/config.ts', READS_ENVIRONMENT],
  ['lambda/functionN/dependencies.ts', imports('../media/dependencies.ts')],
  ['lib/api/N.ts', imports('../../lambda/adapters/aws/aws-failure.ts')],
  ['lib/api/N.ts', imports('../../lambda/url-provider/handler.ts')],
  ['lib/api/N.ts', imports('../../lambda/url-provider/dependencies.ts')],
  ['lib/api/N.ts', imports('../../local/stack.ts')],
  ['lib/api/N.ts', READS_ENVIRONMENT],
  ['bin/N.ts', imports('../lambda/url-provider/handler.ts')],
];

/** Permitted imports. */
const ALLOWED: readonly [file: string, source: string][] = [
  ['lambda/domain/playback/N.ts', imports('./ports.ts')],
  ['lambda/domain/playback/N.ts', imports('node:crypto')],
  ['lambda/domain/playback/N.ts', imports('../catalog/catalog-entry.ts')],
  ['lambda/domain/playback/N.ts', imports('../media/lease/link-lease.ts')],
  ['lambda/domain/arrival/N.ts', imports('../catalog/catalog-entry.ts')],
  ['lambda/domain/arrival/N.ts', imports('../media/ports.ts')],
  ['lambda/domain/media/N.ts', imports('./lease/link-lease.ts')],
  ['lambda/domain/media/N.ts', imports('../shared/result.ts')],
  ['lambda/domain/media/N.ts', imports('../audit/events/audit-event.ts')],
  ['lambda/domain/media/lease/N.ts', imports('../ports.ts')],
  ['lambda/domain/playback/group/N.ts', imports('../ports.ts')],
  ['lambda/domain/playback/group/N.ts', imports('../../catalog/catalog-entry.ts')],
  ['lambda/domain/media/lease/N.ts', imports('../../shared/result.ts')],
  ['lambda/domain/audit/verify/N.ts', imports('../chain/digest.ts')],
  ['lambda/domain/audit/daily/N.ts', imports('../verify/verify-trail.ts')],
  ['lambda/domain/policy/N.ts', imports('../playback/access-question.ts')],
  ['lambda/adapters/s3/N.ts', imports('../../domain/media/ports.ts')],
  ['lambda/adapters/s3/N.ts', imports('../aws/aws-failure.ts')],
  ['lambda/adapters/s3/N.ts', imports('@aws-sdk/client-s3')],
  ['lambda/adapters/twilio/N.ts', imports('node:https')],
  ['lambda/shell/N.ts', imports('../domain/shared/failure.ts')],
  ['lambda/functionN/handler.ts', imports('../domain/playback/play-recording.ts')],
  ['lambda/functionN/handler.ts', imports('../shell/failure-response.ts')],
  ['lambda/functionN/handler.ts', imports('./parse-request.ts')],
  ['lambda/functionN/index.ts', imports('./dependencies.ts')],
  ['lambda/functionN/dependencies.ts', imports('../adapters/aws/aws-failure.ts')],
  ['lambda/functionN/dependencies.ts', imports('@aws-sdk/client-s3')],
  ['lambda/functionN/dependencies.ts', READS_ENVIRONMENT],
];

describe('the linter’s rules for imports', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'architecture-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  let faulty: ReadonlySet<string>;

  // Every case becomes a file of one tree, because the start of the linter costs more than a hundred files.
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

  test.each(FORBIDDEN)('refuse in %s: %s', (file, source) => {
    expect(faulty).toContain(pathOf('bad', file, source));
  });

  test.each(ALLOWED)('accept in %s: %s', (file, source) => {
    expect(faulty).not.toContain(pathOf('good', file, source));
  });
});

test('the whole tree follows the linter’s rules for imports', () => {
  expect(lint(ROOT)).toEqual([]);
});
