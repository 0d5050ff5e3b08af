import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CallbackFields } from './recording-callback.ts';
import type { SignedRequest } from './twilio-signature.ts';

/**
 * How Twilio names fields. A value ends before the next name, so what begins otherwise (a digit, a small letter, a brace,
 * a space) may only be a part of a value.
 */
const FIELD_NAME = /^[A-Z]\w{0,63}$/;

/** What a field's value has to be. */
export interface FieldPattern {
  /** Matches the value. */
  readonly value: RegExp;
  /** Matches the name where such a value, or its beginning, stands behind it. */
  readonly start: (name: string) => RegExp;
  /** Where the value has to end in the signed text from its start on; undefined where any end will do. */
  readonly end?: (rest: string) => number | undefined;
}

/** A value that matches as a whole: behind it comes the next name, or nothing. */
export const exactly = (source: string): FieldPattern => ({
  value: new RegExp(`^(?:${source})$`),
  start: name => new RegExp(`${name}(?=(?:${source})(?:[A-Z]|$))`, 'g'),
});

/** A value that begins like this; where it ends is for the caller to check. */
export const beginning = (source: string): FieldPattern => ({
  value: new RegExp(`^(?:${source})`),
  start: name => new RegExp(`${name}(?=${source})`, 'g'),
});

/**
 * A JSON object, or text that is none. Text that is the beginning of an object was cut short: the rest of the object
 * stands right behind it in the signed text, under a made-up name.
 */
export const jsonObject: FieldPattern = { ...beginning(''), end: rest => objectLength(rest) };

/** The length of the JSON object that a text begins with; undefined when it begins with none, or the object has no end. */
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
 * Refuses a form with a name that comes twice or that cannot be Twilio's. Other names that Twilio does not document are
 * welcome: it adds some every year, and no fact is read from them. Fails with `callback_malformed`.
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
 * The values of a callback's fields that cannot be read in another way.
 *
 * Twilio signs the names and values of a form in the order of names and without separators. So the same signature holds
 * for every way to cut that text into fields, and who can write a part of a value, such as a task's attributes, can write
 * other fields' names and values into it. Therefore:
 *
 * - A required field matches its pattern, and between the required fields before and after it, its name with a value that
 *   matches stands in the signed text only once.
 * - An optional field that matches stands there once, and one that is absent or does not match not at all.
 *
 * Every cut that passes then has these fields at the same places: were a required field elsewhere, its name or the name of
 * one after it would stand a second time between the same neighbours. The names have to have passed `checkFieldNames`:
 * then a value that is digits, say, also ends at the same place.
 *
 * Fails with `callback_malformed`: `task_sid_malformed`, say, or `task_sid_ambiguous`.
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

/** What Twilio signs of a form besides its URL, and where in it each field stands. */
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
