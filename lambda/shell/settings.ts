import { parseJson } from '../domain/shared/json-text.ts';

/** The environment is not valid: a deployment error. The message names every wrong variable. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** One setting of a function: the environment variable, and how to parse it. */
export interface Setting<T> {
  readonly variable: string;
  /** The message for a variable that is missing or not valid. */
  readonly needed: string;
  /** Parses the text; returns undefined for a text that is not valid. */
  readonly read: (text: string) => T | undefined;
  /** If true, the setting is undefined without the variable. If not, a missing variable is an error. */
  readonly isOptional?: boolean;
}

/** The values of a function's settings. */
export type SettingsOf<Settings> = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer T> ? T : never;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** A text that matches a pattern; without a pattern, any text that is not empty. */
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

/** Returns the same setting for a variable that may be absent. */
export const optional = <T>(setting: Setting<T>): Setting<T | undefined> => ({ ...setting, isOptional: true });

const isText = (value: unknown): value is string => typeof value === 'string';

const isTextMap = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);

/**
 * Reads a function's environment. Throws `EnvironmentError` with all problems, so that a broken deployment fails at its
 * first start and lists everything to change. Does not use a schema library, because the configuration was checked at
 * synthesis and a library would make cold starts slower.
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
