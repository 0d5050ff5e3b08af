/**
 * Characters that a terminal may interpret or a reader may misread: C0 and C1 controls (escape sequences start with ESC
 * or 0x9b), DEL, invisible marks, and bidirectional overrides, which display a line backwards.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** Escapes every unsafe character as `\u{…}`: it stays visible and has no effect. */
export const printable = (text: string): string => text.replace(UNSAFE, escapeCharacter);

/** Escapes the unsafe characters of a text and keeps its line breaks. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** Escapes the unsafe characters of a program's output. Keeps line breaks and, with `withColours`, colour sequences. */
export const escapeOutput = (text: string, withColours: boolean): string =>
  text.replace(withColours ? COLOURED : PLAIN, (found, kept: string | undefined) => kept ?? escapeCharacter(found));

/** The captured group is kept. */
const PLAIN = new RegExp(`(\\r?\\n)|${UNSAFE.source}`, 'gu');
const COLOURED = new RegExp(`(\\r?\\n|\\u001b\\[\\d{1,2}m)|${UNSAFE.source}`, 'gu');

const escapeCharacter = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Formats a value as JSON that is safe to print: unsafe characters in strings become `\uXXXX`, the value stays equal.
 */
export const printableJson = (value: unknown, indent?: number): string =>
  printableJsonText(JSON.stringify(value, null, indent));

/** Does the same with a text that is already JSON, or may be. */
export const printableJsonText = (json: string): string =>
  json.replace(UNSAFE, character =>
    character === '\n' ? character : [...utf16Units(character)].map(escapeUnit).join(''),
  );

function* utf16Units(character: string): Generator<number> {
  for (let index = 0; index < character.length; index++) yield character.charCodeAt(index);
}

const escapeUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
