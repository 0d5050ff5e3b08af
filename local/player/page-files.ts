import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

const PAGE_FOLDER = new URL('./page/', import.meta.url);
/** Stands in index.html where the nonce of the answer at hand belongs. */
const NONCE_MARK = 'STYLE_NONCE';

/** The page's files by path. The script is bundled in memory, the waveform library in it: nothing comes from a CDN. */
export const loadPageFiles = async (): Promise<ReadonlyMap<string, PageFile>> => {
  const [html, css, icon, script] = await Promise.all([
    readFile(new URL('index.html', PAGE_FOLDER), 'utf8'),
    readFile(new URL('page.css', PAGE_FOLDER), 'utf8'),
    readFile(new URL('icon.svg', PAGE_FOLDER), 'utf8'),
    bundleScript(),
  ]);
  return new Map([
    ['/', { contentType: 'text/html; charset=utf-8', body: html }],
    ['/page.css', { contentType: 'text/css; charset=utf-8', body: css }],
    ['/icon.svg', { contentType: 'image/svg+xml', body: icon }],
    ['/page.js', { contentType: 'text/javascript; charset=utf-8', body: script }],
  ]);
};

/** The page with the nonce of one answer in it. */
export const withNonce = (html: string, nonce: string): string => html.replaceAll(NONCE_MARK, nonce);

const bundleScript = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.ts', PAGE_FOLDER))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
};
