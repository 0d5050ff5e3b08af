import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import { parseTar } from 'nanotar';

const require = createRequire(import.meta.url);
const PACKAGE_ENTRY = require.resolve('@sparticuz/chromium');
const ARCHIVES = join(dirname(PACKAGE_ENTRY), '../../bin');

/** Absolute paths of the unpacked Chromium and its files. */
export interface ChromiumFiles {
  readonly executable: string;
  /** NSS, NSPR and expat, for a machine without them. */
  readonly libraries: string;
  /** A fontconfig file with the packaged font and the machine's fonts. */
  readonly fontConfig: string;
}

/**
 * Unpacks the Chromium of the npm package `@sparticuz/chromium`, once per installation. The package's own unpacking
 * writes to one fixed name in the temporary folder and takes a half-written file for a whole one; here a complete
 * folder takes its final name in one step, so that runs side by side never see less.
 */
export const unpackChromium = async (): Promise<ChromiumFiles> => {
  const nodeModules = join(ARCHIVES, '../../..');
  const { version } = JSON.parse(await readFile(join(ARCHIVES, '../package.json'), 'utf8')) as { version: string };
  const home = join(nodeModules, '.cache', `chromium-${version}`);
  if (!existsSync(home)) await unpackInto(home);
  return filesIn(home);
};

const filesIn = (home: string): ChromiumFiles => ({
  executable: join(home, 'chromium'),
  libraries: join(home, 'lib'),
  fontConfig: join(home, 'fonts.conf'),
});

const unpackInto = async (home: string): Promise<void> => {
  await mkdir(dirname(home), { recursive: true });
  const draft = await mkdtemp(`${home}-`);
  try {
    await Promise.all([
      pipeline(
        createReadStream(join(ARCHIVES, 'chromium.br')),
        createBrotliDecompress(),
        createWriteStream(filesIn(draft).executable, { mode: 0o755 }),
      ),
      unpackTar('al2023.tar.br', draft),
      unpackTar('fonts.tar.br', draft),
    ]);
    await writeFile(filesIn(draft).fontConfig, fontConfig(join(home, 'fonts'), join(home, 'font-cache')));
    await rename(draft, home);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // A folder cannot be renamed onto one that is not empty: another run was first, and its folder is complete.
    if (!existsSync(home)) throw error;
  }
};

const unpackTar = async (archive: string, folder: string): Promise<void> => {
  const tar = await promisify(brotliDecompress)(await readFile(join(ARCHIVES, archive)));
  for (const entry of parseTar(tar)) {
    if (entry.type !== 'file' || !entry.data) continue;
    const path = join(folder, entry.name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, entry.data);
  }
};

const fontConfig = (fonts: string, cache: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>${cache}</cachedir>
</fontconfig>
`;

/** True when the dynamic linker finds every library that the executable names on this machine; false also where there is no `ldd` to ask. */
export const hasAllLibraries = async (executable: string): Promise<boolean> => {
  try {
    const { stdout } = await promisify(execFile)('ldd', [executable], { env: { ...process.env, LC_ALL: 'C' } });
    return !stdout.includes('not found');
  } catch {
    return false;
  }
};
