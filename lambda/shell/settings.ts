import { parseJson } from '../domain/shared/json-text.ts';

/** The environment does not fit: a deployment error. The message names every variable that is wrong. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** One setting of a function: which variable holds it, and what its text means. */
export interface Setting<T> {
  readonly variable: string;
  /** What the operator reads when the text does not fit. */
  readonly needed: string;
  /** The value of a text; undefined for a text that does not fit. */
  readonly read: (text: string) => T | undefined;
  /** Without the variable the setting is undefined; otherwise that is an error. */
  readonly isOptional?: boolean;
}

/** The values of a function's settings. */
export type SettingsOf<Settings> = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer T> ? T : never;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** A text that matches a pattern, or any that is not empty. */
export const text = (variable: string, fits = /^.+$/s, needed = 'a text is needed'): Setting<string> => ({
  variable,
  needed,
  read: value => (fits.test(value) ? value : undefined),
});

/** A whole number written in decimal digits. */
export const wholeNumber = (variable: string): Setting<number> => ({
  variable,
  needed: 'a whole number is needed',
  read: value => (/^\d{1,9}$/.test(value) ? Number(value) : undefined),
});

/** One of a few words. */
export const oneOf = <const Word extends string>(variable: string, words: readonly Word[]): Setting<Word> => ({
  variable,
  needed: `one of ${words.join(', ')} is needed`,
  read: value => words.find(word => word === value),
});

/** A JSON array of at least one text. */
export const texts = (variable: string): Setting<readonly string[]> => ({
  variable,
  needed: 'a JSON array of texts is needed',
  read: value => {
    const list = parseJson(value);
    return Array.isArray(list) && list.length > 0 && list.every(isText) ? list : undefined;
  },
});

/** A JSON array of texts, possibly empty. */
export const textsOrNone = (variable: string): Setting<readonly string[]> => {
  const { read, ...setting } = texts(variable);
  return { ...setting, read: value => (value === '[]' ? [] : read(value)) };
};

/** A JSON object whose values are all texts. */
export const textMap = (variable: string): Setting<Readonly<Record<string, string>>> => ({
  variable,
  needed: 'a JSON object of texts is needed',
  read: value => {
    const map = parseJson(value);
    return isTextMap(map) ? map : undefined;
  },
});

/** The same setting where the variable may be absent. */
export const optional = <T>(setting: Setting<T>): Setting<T | undefined> => ({ ...setting, isOptional: true });

const isText = (value: unknown): value is string => typeof value === 'string';

const isTextMap = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);

/**
 * Reads a function's environment once. Throws `EnvironmentError` with all problems at once, so that a broken deployment
 * fails at its first start and says everything that has to change. Written by hand, since the configuration was checked
 * at synth and a schema library costs a cold start more than all of this.
 */
export const readSettings = <Settings extends Readonly<Record<string, Setting<unknown>>>>(
  settings: Settings,
  environment: Environment,
): SettingsOf<Settings> => {
  const problems: string[] = [];
  const values = Object.entries(settings).map(([name, { variable, needed, read, isOptional = false }]) => {
    const given = environment[variable];
    const value = given === undefined ? undefined : read(given);
    const isMissing = given === undefined ? !isOptional : value === undefined;
    if (isMissing) {
      problems.push(`${variable}: ${needed} (given: ${given === undefined ? 'nothing' : JSON.stringify(given)})`);
    }
    return [name, value] as const;
  });
  if (problems.length === 0) return Object.fromEntries(values) as SettingsOf<Settings>;
  throw new EnvironmentError(`The function's environment is not usable.\n- ${problems.join('\n- ')}`);
};
