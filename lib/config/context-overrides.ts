import { parseJson } from '../../lambda/domain/shared/json-text.ts';
import { isKey, nearestKey, parsePlaybackConfig } from './parse-playback-config.ts';
import { PlaybackConfigError } from './playback-config.ts';
import { PLAYBACK_KEYS } from './playback-schema.ts';

/**
 * Returns the raw configuration from the CDK context: `playback`, overridden by each `-c key=value`. All `-c` values
 * arrive as text. The value of a key of type text stays as it is; all others are parsed as JSON
 * (`-c tokenCacheSeconds=0`, `-c allowedOrigins='["https://…"]'`).
 * Throws `PlaybackConfigError` for a context key that looks misspelt, which the CDK would ignore without a message. The
 * error also lists the problems of all other keys.
 */
export const playbackFromContext = (context: Readonly<Record<string, unknown>>): unknown => {
  const { playback = {}, ...rest } = context;
  const raw = withOverrides(
    playback,
    Object.entries(rest).filter(([key]) => isKey(key)),
  );
  const strays = Object.keys(rest).filter(key => !isKey(key) && isOurs(key));
  if (strays.length === 0) return raw;
  throw new PlaybackConfigError([
    ...strays.map(key => `-c ${key}=… is not a key of the configuration${suggestion(key)}`),
    ...problemsOf(raw),
  ]);
};

const withOverrides = (playback: unknown, overrides: readonly (readonly [string, unknown])[]): unknown =>
  overrides.length === 0 || typeof playback !== 'object'
    ? playback
    : { ...playback, ...Object.fromEntries(overrides.map(([key, value]) => [key, coerced(key, value)])) };

const problemsOf = (raw: unknown): readonly string[] => {
  try {
    parsePlaybackConfig(raw);
    return [];
  } catch (error) {
    if (error instanceof PlaybackConfigError) return error.problems;
    throw error;
  }
};

/** Whether a context key was meant for this product. The CDK's own keys have a namespace (`@aws-cdk/…`, `aws:cdk:…`). */
const isOurs = (key: string): boolean =>
  /^playback\W/.test(key) || (!/[:/@]/.test(key) && nearestKey(key) !== undefined);

const suggestion = (key: string): string => {
  const near = nearestKey(key.replace(/^playback\W/, ''));
  return near ? `: did you mean -c ${near}=…?` : '';
};

const coerced = (key: string, value: unknown): unknown => {
  if (typeof value !== 'string' || acceptsText(key)) return value;
  const json = parseJson(value);
  return json === undefined ? value : json;
};

/** Returns true for a key whose values are text, even if the rule of the key rejects this particular text. */
const acceptsText = (key: string): boolean =>
  isKey(key) && !PLAYBACK_KEYS[key].schema.safeParse('').error?.issues.some(issue => issue.code === 'invalid_type');
