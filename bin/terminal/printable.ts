/**
 * Characters that a terminal may interpret or a reader may misread: C0 and C1 controls (escape sequences start with ESC
 * or 0x9b), DEL, invisible marks, and bidirectional overrides, which display a line backwards.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** Replaces every such character by `\u{…}`, which is visible and has no effect. */
export const printable = (text: string): string =>
  text.replace(UNSAFE, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/**
 * Formats a value as JSON that is safe to print: unsafe characters in strings become `\uXXXX`, the value stays equal.
 */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(UNSAFE, character =>
    character === '\n' ? character : [...utf16Units(character)].map(escapeUnit).join(''),
  );

function* utf16Units(character: string): Generator<number> {
  for (let index = 0; index < character.length; index++) yield character.charCodeAt(index);
}

const escapeUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
