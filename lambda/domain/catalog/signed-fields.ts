import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CallbackFields } from './recording-callback.ts';
import type { SignedRequest } from './twilio-signature.ts';

/**
 * The form of Twilio's field names. A value ends before the next name, so text that begins in another way (a digit, a
 * lower-case letter, a brace, a space) can only be a part of a value.
 */
const FIELD_NAME = /^[A-Z]\w{0,63}$/;

/** The form that a field's value must have. */
export interface FieldPattern {
  /** Matches the value. */
  readonly value: RegExp;
  /** Matches the name where such a value, or its beginning, follows it. */
  readonly start: (name: string) => RegExp;
  /** Returns the length that the value must have, from the signed text after the name; undefined if any length is valid. */
  readonly end?: (rest: string) => number | undefined;
}

/** A value that matches completely. The next name or the end of the text follows it. */
export const exactly = (source: string): FieldPattern => ({
  value: new RegExp(`^(?:${source})$`),
  start: name => new RegExp(`${name}(?=(?:${source})(?:[A-Z]|$))`, 'g'),
});

/** A value that begins like this. The caller checks where it ends. */
export const beginning = (source: string): FieldPattern => ({
  value: new RegExp(`^(?:${source})`),
  start: name => new RegExp(`${name}(?=${source})`, 'g'),
});

/**
 * A JSON object, or any other text. If the text is only the beginning of an object, somebody has split it: the rest of the
 * object follows it directly in the signed text, under an invented name.
 */
export const jsonObject: FieldPattern = { ...beginning(''), end: rest => objectLength(rest) };

/** Returns the length of the JSON object at the beginning of a text; undefined if there is none or it has no end. */
const objectLength = (text: string): number | undefined => {
  if (!text.startsWith('{')) return undefined;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') depth += 1;
    else if (token === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return undefined;
};

/**
 * Refuses a form in which a name occurs twice or cannot be Twilio's. Accepts names that Twilio does not document, because
 * it adds some every year, and no fact is read from them. Fails with `callback_malformed`.
 */
export const checkFieldNames = ({ body }: SignedRequest): Result<void, Failure> => {
  if (body.kind === 'json') return ok(undefined);
  for (const [name, values] of body.fields) {
    if (!FIELD_NAME.test(name)) return fail('callback_malformed', 'field_name_malformed');
    if (values.length > 1) return fail('callback_malformed', 'field_repeated');
  }
  return ok(undefined);
};

/**
 * Returns the values of a callback's fields if the signed text allows no other values.
 *
 * Twilio signs the names and values of a form in the order of names and without separators. So the same signature is valid
 * for every way to split that text into fields. A person who can write a part of a value, such as a task's attributes, can
 * write names and values of other fields into it. Therefore:
 *
 * - A required field must match its pattern. Between the required fields before and after it, the signed text must contain
 *   its name with a matching value only once.
 * - An optional field that matches must occur there once. One that is absent or does not match must not occur there.
 *
 * Every split that passes then has these fields at the same places: if a required field were elsewhere, its name or the
 * name of a later one would occur a second time between the same neighbours. Call `checkFieldNames` before: then a value
 * of digits, for example, also ends at the same place.
 *
 * Fails with `callback_malformed`, with a reason such as `task_sid_malformed` or `task_sid_ambiguous`.
 */
export const certainValues = <R extends string, O extends string>(
  fields: CallbackFields,
  required: Readonly<Record<R, FieldPattern>>,
  optional: Readonly<Partial<Record<O, FieldPattern>>>,
): Result<Readonly<Record<R, string> & Partial<Record<O, string>>>, Failure> => {
  const { text, places } = signedText(fields);
  const chain = Object.keys(required).sort();
  const values: Record<string, string> = {};
  for (const [name, pattern] of Object.entries<FieldPattern>({ ...required, ...optional })) {
    const value = fields.get(name);
    const matches = value !== undefined && pattern.value.test(value);
    if (!matches && name in required) return fail('callback_malformed', `${snakeCase(name)}_malformed`);
    const from = places.get(chain.findLast(other => other < name) ?? '')?.end ?? 0;
    const to = places.get(chain.find(other => other > name) ?? '')?.start ?? text.length;
    const starts = [...text.matchAll(pattern.start(name))].filter(({ index }) => index >= from && index < to);
    const end = matches ? pattern.end?.(text.slice((places.get(name)?.start ?? 0) + name.length)) : undefined;
    const isCut = end !== undefined && end !== value?.length;
    if (isCut || starts.length !== (matches ? 1 : 0)) return fail('callback_malformed', `${snakeCase(name)}_ambiguous`);
    if (matches) values[name] = value;
  }
  return ok(values as Record<R, string> & Partial<Record<O, string>>);
};

/** Returns the text that Twilio signs after the form's URL, and the place of each field in it. */
const signedText = (fields: CallbackFields) => {
  let text = '';
  const places = new Map<string, { readonly start: number; readonly end: number }>();
  for (const name of [...fields.keys()].sort()) {
    const start = text.length;
    text += name + fields.get(name);
    places.set(name, { start, end: text.length });
  }
  return { text, places };
};

const snakeCase = (name: string): string => name.replaceAll(/(?<=[a-z])[A-Z]/g, letter => `_${letter}`).toLowerCase();
