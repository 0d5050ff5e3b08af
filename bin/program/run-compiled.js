import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Beside the packages, which the compiled code imports. `npm ci` removes it. */
const CACHE = join(ROOT, 'node_modules/.cache/flex-secure-playback');
const SOURCE_FOLDERS = ['bin', 'lambda', 'lib', 'local'];
const MAX_AGE_MS = 7 * 86_400_000;
/** The cache cannot be written: the installation belongs to another user, for example. */
const NOT_WRITABLE = ['EACCES', 'EDQUOT', 'EEXIST', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS'];

/**
 * Runs a program written in TypeScript, which Node 20 cannot do itself: `entry` is its path in this package. The first start
 * after a change compiles it into node_modules/.cache. Later starts load a few files instead of hundreds. Where the cache
 * cannot be written, each start compiles in memory.
 */
export const runCompiled = async entry => {
  const compiled = await compile(entry);
  if (compiled) {
    // Stack traces show the lines of the sources.
    process.setSourceMapsEnabled(true);
    return import(pathToFileURL(compiled).href);
  }
  const { register } = await import('tsx/esm/api');
  register();
  return import(pathToFileURL(join(ROOT, entry)).href);
};

/** Returns the compiled file of a program, or undefined when it cannot be stored. */
const compile = async entry => {
  const name = basename(entry, '.ts');
  const folder = join(CACHE, `${name}-${fingerprint()}`);
  const compiled = join(folder, `${name}.js`);
  if (existsSync(compiled)) return compiled;
  try {
    mkdirSync(CACHE, { recursive: true });
    removeOldFolders();
    // Complete when it gets its name: a program that starts at the same time does not see half of it.
    const unfinished = mkdtempSync(join(CACHE, `${name}-`));
    try {
      await bundle(entry, unfinished);
      rename(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
    return compiled;
  } catch (error) {
    if (NOT_WRITABLE.includes(error.code)) return undefined;
    throw error;
  }
};

/**
 * Returns a digest that no other state of the sources has. It needs no file's content: the system sets the time of a change
 * (ctime) itself, at each write.
 */
const fingerprint = () => {
  const hash = createHash('sha256').update(ROOT);
  for (const folder of SOURCE_FOLDERS.map(name => join(ROOT, name)).filter(existsSync)) {
    for (const file of readdirSync(folder, { recursive: true }).sort()) {
      if (!/\.(ts|js|json)$/.test(file)) continue;
      const { size, mtimeNs, ctimeNs } = statSync(join(folder, file), { bigint: true });
      hash.update(`\n${folder}\0${file}\0${size} ${mtimeNs} ${ctimeNs}`);
    }
  }
  return hash.digest('hex').slice(0, 32);
};

/** Bundles the package's own code. Dynamic imports stay dynamic, because they load what not every command needs. */
const bundle = async (entry, outdir) => {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(ROOT, entry)],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [{ name: 'keep-paths', setup: build => build.onLoad({ filter: /\.ts$/ }, loadWithItsPath) }],
  });
};

/** Sources find files of the package, such as the policies, beside themselves. */
const loadWithItsPath = ({ path }) => ({
  loader: 'ts',
  contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
});

const rename = (unfinished, folder) => {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another program was first. It compiled the same sources.
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
};

const removeOldFolders = () => {
  for (const folder of readdirSync(CACHE).map(name => join(CACHE, name))) {
    if (statSync(folder, { throwIfNoEntry: false })?.mtimeMs < Date.now() - MAX_AGE_MS)
      rmSync(folder, { recursive: true, force: true });
  }
};
