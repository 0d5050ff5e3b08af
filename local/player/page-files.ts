import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The content type and content of a file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

const PAGE_FOLDER = new URL('./page/', import.meta.url);
/** Placeholder in index.html for the nonce of the response. */
const NONCE_MARK = 'STYLE_NONCE';

/**
 * Loads the page's files by path. The script and the waveform library are bundled in memory; no file comes from a CDN.
 */
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

/** Inserts the nonce of one response into the page. */
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
