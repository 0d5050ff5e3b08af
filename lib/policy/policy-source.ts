/** A policy file's text, and the name by which messages refer to the file. */
export interface PolicySource {
  /** The path in messages, such as `policy/playback.cedar`. */
  readonly file: string;
  readonly text: string;
}

/** One policy of a file: everything from its first annotation to its semicolon. */
export interface Statement {
  readonly text: string;
  /** Where it begins in the file, in UTF-8 bytes, as the policy engine counts. */
  readonly offset: number;
}

/** One token of a file: a string, a word or a punctuation character. */
export interface Token {
  readonly token: string;
  /** Where it begins, in UTF-16 units. */
  readonly index: number;
}

/** As in the engine, a carriage return also ends a comment: the text after it belongs to a policy. */
const TOKENS = /\/\/[^\n\r]*|"(?:\\[\s\S]|[^"\\])*"|\w+|\S/g;

/** Yields the tokens of a file that the engine has parsed without errors, without comments. */
export function* tokensOf(text: string): Generator<Token> {
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (!token.startsWith('//')) yield { token, index };
  }
}

/**
 * Splits a file that the engine has parsed without errors into its policies, in order: the engine does not say where a
 * policy begins. In such a file every semicolon outside strings and comments is the end of a policy.
 */
export const splitStatements = (text: string): readonly Statement[] => {
  const statements: Statement[] = [];
  let start: number | undefined;
  for (const { token, index } of tokensOf(text)) {
    start ??= index;
    if (token !== ';') continue;
    statements.push({ text: text.slice(start, index + 1), offset: Buffer.byteLength(text.slice(0, start)) });
    start = undefined;
  }
  return statements;
};

/** Converts a byte offset to line and column, both counted from 1. */
export const placeOf = (text: string, byteOffset: number): { readonly line: number; readonly column: number } => {
  const lines = Buffer.from(text).subarray(0, byteOffset).toString().split('\n');
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
};
