import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** An npm project outside the repository, into which this package was installed. */
export interface CompanyProject {
  readonly folder: string;
  /** Compiles a TypeScript file with the strict compiler, as a CommonJS or an ES module by its extension. Returns its findings. */
  compile(file: string, source: string): string;
  /** Runs a program of the project, and returns what it prints. */
  run(...args: string[]): string;
  remove(): void;
}

/**
 * Packs this package with npm, and installs it into an empty project. The CDK is linked from the repository, because its
 * installation would take longer than all tests of the package.
 */
export const createCompanyProject = (): CompanyProject => {
  const folder = mkdtempSync(join(tmpdir(), 'company-'));
  const run = (cwd: string, program: string, args: readonly string[]) =>
    execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(PROJECT, 'npm', ['pack', '--silent', '--pack-destination', folder]);
  const [tarball = ''] = readdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"name":"company","private":true}');
  const offline = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  run(folder, 'npm', ['install', '--silent', '--legacy-peer-deps', ...offline, `./${tarball}`]);
  for (const name of ['aws-cdk-lib', 'constructs'])
    symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name));
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));

  return {
    folder,
    compile: (file, source) => {
      writeFileSync(join(folder, file), source);
      const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--skipLibCheck', '--types', 'node'];
      const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
      try {
        return run(folder, process.execPath, [tsc, ...options, '--pretty', 'false', file]);
      } catch (error) {
        return String((error as { stdout?: unknown }).stdout);
      }
    },
    run: (...args) => run(folder, process.execPath, args),
    remove: () => rmSync(folder, { recursive: true }),
  };
};
