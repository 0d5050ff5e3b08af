import { readFileSync } from 'node:fs';

/** The document with the runbooks, of this package. */
const OPERATIONS = new URL('../../docs/operations.md', import.meta.url);

/** The runbook of an alarm. */
export interface Runbook {
  /** Its heading, which the alarm names. */
  readonly name: string;
  /** Markdown with its heading, without links: they would lead nowhere outside the document. */
  readonly markdown: string;
}

/** Returns the runbooks with these names, each once, in this order. Throws if the document has none of a name. */
export const readRunbooks = (names: readonly string[]): Runbook[] => {
  const sections = readFileSync(OPERATIONS, 'utf8').split(/^## /m);
  return [...new Set(names)].map(name => {
    const section = sections.find(text => text.startsWith(`${name}\n`));
    if (section === undefined) throw new Error(`docs/operations.md has no runbook "${name}"`);
    return { name, markdown: `## ${withoutLinks(section).trim()}` };
  });
};

const withoutLinks = (markdown: string): string =>
  markdown.replaceAll(/\[([^\]]+)\]\(([^)#]*)[^)]*\)/g, (_, text: string, file: string) =>
    file === '' ? text : `${text} (docs/${file})`,
  );
