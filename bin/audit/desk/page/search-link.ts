import { make } from '../../../pages/browser/dom.ts';

/** Creates a link that searches for a text; plain text if it cannot be searched for. */
export const searchLink = (style: string, text: string, search: string): HTMLElement =>
  search === ''
    ? make('span', { class: style, text })
    : make('a', { class: style, text, attributes: { href: `#${new URLSearchParams({ q: search })}` } });
