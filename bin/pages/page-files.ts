import { readFile } from 'node:fs/promises';
import { bundlePage } from './bundle-page.ts';

/** The content type and content of a file of a page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

const SHARED_FOLDER = new URL('./browser/', import.meta.url);

/**
 * Loads the files of a page by path: `index.html` at `/`, the script `main.ts` bundled in memory at `/NAME.js`, the shared
 * theme and `NAME.css` at `/NAME.css`, and the shared icon. No file comes from a CDN.
 */
export const loadPageFiles = async (folder: URL, name: string): Promise<ReadonlyMap<string, PageFile>> => {
  const read = (file: string, from = folder) => readFile(new URL(file, from), 'utf8');
  const [html, theme, styles, icon, script] = await Promise.all([
    read('index.html'),
    read('theme.css', SHARED_FOLDER),
    read(`${name}.css`),
    read('icon.svg', SHARED_FOLDER),
    bundlePage(new URL('main.ts', folder)),
  ]);
  return new Map([
    ['/', { contentType: 'text/html; charset=utf-8', body: html }],
    [`/${name}.css`, { contentType: 'text/css; charset=utf-8', body: `${theme}\n${styles}` }],
    ['/icon.svg', { contentType: 'image/svg+xml', body: icon }],
    [`/${name}.js`, { contentType: 'text/javascript; charset=utf-8', body: script }],
  ]);
};
