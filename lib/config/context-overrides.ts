import { parseJson } from '../../lambda/domain/shared/json-text.ts';
import { isKey, nearestKey, parsePlaybackConfig } from './parse-playback-config.ts';
import { PlaybackConfigError } from './playback-config.ts';
import { PLAYBACK_KEYS } from './playback-schema.ts';

/**
 * The raw configuration from the whole CDK context: `playback`, with each `-c key=value` put over it.
 * `-c` values arrive as text: those of text keys are taken as they are, the others are read as JSON
 * (`-c tokenCacheSeconds=0`, `-c allowedOrigins='["https://…"]'`).
 * Throws `PlaybackConfigError` for a context key that looks like a misspelt one, which the CDK would ignore in silence;
 * with it come all problems of the others.
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

/** The CDK's own context keys carry a namespace (`@aws-cdk/…`, `aws:cdk:…`) or look like none of ours. */
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
