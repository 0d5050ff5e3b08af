/** A policy file's text, with what it takes to say where something is. */
export interface PolicySource {
  /** As messages show it, such as `policy/playback.cedar`. */
  readonly file: string;
  readonly text: string;
}

/** One policy of a file: everything from its first annotation to its semicolon. */
export interface Statement {
  readonly text: string;
  /** Where it begins in the file, bytes of UTF-8, which is how the policy engine counts. */
  readonly offset: number;
}

/** One piece of a file: a string, a word or a sign. */
export interface Token {
  readonly token: string;
  /** Where it begins, UTF-16 units. */
  readonly index: number;
}

/** As in the engine, a comment ends at a carriage return, too: what comes after it is a policy. */
const TOKENS = /\/\/[^\n\r]*|"(?:\\[\s\S]|[^"\\])*"|\w+|\S/g;

/** The pieces of a file that the engine has found well-formed, comments left out. */
export function* tokensOf(text: string): Generator<Token> {
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (!token.startsWith('//')) yield { token, index };
  }
}

/**
 * Cuts a file that the engine has found well-formed into its policies, in order. In such a file a semicolon outside
 * strings and comments ends a policy, and nothing else.
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

/** Line and column, counted from 1, of a byte offset. */
export const placeOf = (text: string, byteOffset: number): { readonly line: number; readonly column: number } => {
  const lines = Buffer.from(text).subarray(0, byteOffset).toString().split('\n');
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
};
