import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { buildApp } from '../../lib/playback-app.ts';
import { plainTemplate, type Template } from './plain-template.ts';

/** The oldest date of the format, so that the same content gives the same bytes. Local time, because the format has no zone. */
const MODIFIED = new Date(1980, 0, 1);
const UNIX = 3;
/** `-rw-r--r--` in the format's attributes: Lambda's user is not the files' owner. */
const READABLE = 0o100644 << 16;

/** What is packed, and where to. */
export interface PackageRequest {
  /** The raw configuration. */
  readonly playback: unknown;
  /** The folder to write into. Is created if it does not exist. */
  readonly out: string;
}

/**
 * Writes `template.json` and `assets/<hash>.zip`. Returns the names of the assets.
 * Throws `PlaybackConfigError` or `PolicyError`; nothing is written then.
 */
export const writePackage = ({ playback, out }: PackageRequest): string[] => {
  const assembly = mkdtempSync(join(tmpdir(), 'flex-secure-playback-package-'));
  try {
    const { stackName } = buildApp({ playback, outdir: assembly, checkTemplate: false }).synth().stacks[0] ?? {};
    const template = JSON.parse(readFileSync(join(assembly, `${stackName}.template.json`), 'utf8')) as Template;
    const plain = plainTemplate(template);
    mkdirSync(join(out, 'assets'), { recursive: true });
    for (const hash of plain.assets) {
      writeFileSync(join(out, 'assets', `${hash}.zip`), zipFolder(join(assembly, `asset.${hash}`)));
    }
    writeFileSync(join(out, 'template.json'), `${JSON.stringify(plain.template, undefined, 1)}\n`);
    return plain.assets.map(hash => `${hash}.zip`);
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
};

const zipFolder = (folder: string): Uint8Array =>
  zipSync(
    Object.fromEntries(readdirSync(folder).map(name => [name, new Uint8Array(readFileSync(join(folder, name)))])),
    { level: 9, mtime: MODIFIED, os: UNIX, attrs: READABLE },
  );
