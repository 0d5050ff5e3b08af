/**
 * Characters that a terminal may interpret or a reader may misread: C0 and C1 controls (escape sequences start with ESC
 * or 0x9b), DEL, invisible marks, and bidirectional overrides, which display a line backwards.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** The text with every such character spelled out as `\u{…}`, so that it can be seen and does nothing. */
export const printable = (text: string): string => text.replace(UNSAFE, spelledOut);

/** Text of several lines, each made printable. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** Whole lines as a program writes them: their ends stay, and its own colours, if it has any; nothing else that is unsafe. */
export const fenced = (text: string, withColours: boolean): string =>
  text.replace(withColours ? COLOURED : PLAIN, (found, ours: string | undefined) => ours ?? spelledOut(found));

/** What is ours is captured. */
const PLAIN = new RegExp(`(\\r?\\n)|${UNSAFE.source}`, 'gu');
const COLOURED = new RegExp(`(\\r?\\n|\\u001b\\[\\d{1,2}m)|${UNSAFE.source}`, 'gu');

const spelledOut = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Formats a value as JSON that is safe to print: unsafe characters in strings become `\uXXXX`, the value stays equal.
 */
export const printableJson = (value: unknown, indent?: number): string =>
  printableJsonText(JSON.stringify(value, null, indent));

/** The same for a text that is JSON already, or may be. */
export const printableJsonText = (json: string): string =>
  json.replace(UNSAFE, character =>
    character === '\n' ? character : [...utf16Units(character)].map(escapeUnit).join(''),
  );

function* utf16Units(character: string): Generator<number> {
  for (let index = 0; index < character.length; index++) yield character.charCodeAt(index);
}

const escapeUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
