import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import GithubSlugger from 'github-slugger';
import { lexer, type Token, type Tokens, walkTokens } from 'marked';

/** The parts of a page that a test can check. */
interface Page {
  /** Targets of links and images, as written. */
  readonly links: readonly string[];
  /** The anchors of the page's headings. */
  readonly anchors: ReadonlySet<string>;
  /** Code in the text, and each line of code blocks. */
  readonly code: readonly string[];
}

const readPage = (path: string): Page => {
  const slugger = new GithubSlugger();
  const links: string[] = [];
  const code: string[] = [];
  const anchors = new Set<string>();
  const visit = (token: Token): void => {
    if (token.type === 'link' || token.type === 'image') links.push((token as Tokens.Link).href);
    if (token.type === 'codespan') code.push((token as Tokens.Codespan).text);
    if (token.type === 'code') code.push(...(token as Tokens.Code).text.split('\n'));
    if (token.type === 'heading') anchors.add(slugger.slug(plainText((token as Tokens.Heading).tokens)));
  };
  walkTokens(lexer(readFileSync(path, 'utf8')), visit);
  return { links, anchors, code };
};

const plainText = (tokens: readonly Token[]): string =>
  tokens
    .map(token => ('tokens' in token && token.tokens ? plainText(token.tokens) : 'text' in token ? token.text : ''))
    .join('');

/** The links of a page that lead to no file, or to no heading of it. Links to other sites are not followed. */
export const brokenLinks = (page: string): string[] => {
  const broken = (link: string): boolean => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#', 2);
    const target = path === '' ? page : join(dirname(page), decodeURI(path));
    if (!existsSync(target)) return true;
    return anchor !== undefined && !(target.endsWith('.md') && readPage(target).anchors.has(anchor));
  };
  return readPage(page).links.filter(broken);
};

/** The files and folders of the project that a page names in code, such as `lambda/media/handler.ts`, and that do not exist. */
export const missingPaths = (root: string, page: string, folders: readonly string[]): string[] => {
  const isPath = new RegExp(`^(${folders.join('|')})/[\\w./-]*$`);
  return readPage(page).code.filter(text => isPath.test(text) && !existsSync(join(root, text)));
};

/** The commands that a page may contain. */
export interface KnownCommands {
  /** The scripts of package.json. */
  readonly scripts: readonly string[];
  /** The options of scripts without subcommands, without dashes. Other scripts pass their options to another tool. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** The command lines with subcommands: script → program. */
  readonly programs: Readonly<Record<string, Command>>;
}

/** The commands of a page that npm does not know, each with what is unknown about it. */
export const unknownCommands = (page: string, known: KnownCommands): string[] =>
  readPage(page)
    .code.flatMap(line => [...line.matchAll(/\bnpm (?:run )?(?:(?:-s|--silent) )?([a-z][\w:-]*)([^|;&#>]*)/g)])
    .flatMap(([text, name = '', rest = '']) => {
      if (!text.startsWith('npm run') && !['start', 'test'].includes(name)) return [];
      if (!known.scripts.includes(name)) return [`${name}: no such script`];
      // npm's own option may also follow the script's name.
      const words = rest.split(/\s+/).filter(word => word !== '' && word !== '--silent');
      if (words.shift() !== '--') return [];
      return unknownWords(words, name, known).map(word => `${name}: ${word}`);
    });

const unknownWords = ([first = '', ...rest]: readonly string[], script: string, known: KnownCommands): string[] => {
  const program = known.programs[script];
  // An ellipsis stands for any text.
  const options = known.options[script];
  if (!program) return options ? unknownOptions([first, ...rest], options) : [];
  if (first === '…' || first === '--help') return [];
  const command = program.commands.find(candidate => candidate.name() === first);
  if (!command) return first === '' ? [] : [`no command ${first}`];
  const longOptions = command.options.flatMap(({ long, attributeName }) =>
    long ? [long.slice(2)] : [attributeName()],
  );
  return unknownOptions(rest, [...longOptions, 'help']);
};

const unknownOptions = (words: readonly string[], options: readonly string[]): string[] =>
  words
    .filter(word => word.startsWith('--'))
    .filter(word => !options.includes(word.replace(/^--([\w-]+).*$/, '$1')))
    .map(word => `no option ${word}`);
