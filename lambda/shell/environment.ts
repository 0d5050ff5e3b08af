import * as z from 'zod/mini';

/** The environment does not fit: a deployment error. The message names every variable that is wrong. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** A whole number written in decimal digits. */
export const wholeNumber = z.pipe(
  z.string().check(z.regex(/^\d{1,9}$/, 'a whole number is needed')),
  z.transform((digits: string) => Number(digits)),
);

/** JSON of one shape. */
const json = <T>(fits: (value: unknown) => value is T, needed: string) =>
  z.pipe(
    z.string(),
    z.transform((text: string, context): T => {
      try {
        const value: unknown = JSON.parse(text);
        if (fits(value)) return value;
      } catch {
        // Not JSON at all: the same problem to the operator as JSON of another shape.
      }
      context.issues.push({ code: 'custom', message: needed, input: text });
      return z.NEVER;
    }),
  );

const isText = (value: unknown): value is string => typeof value === 'string';

/** A JSON array of texts, possibly empty. */
export const jsonTextList = json(
  (value): value is string[] => Array.isArray(value) && value.every(isText),
  'a JSON array of texts is needed',
);

/** A JSON array of at least one text. */
export const jsonTexts = json(
  (value): value is string[] => Array.isArray(value) && value.length > 0 && value.every(isText),
  'a JSON array of texts is needed',
);

/** A JSON object whose values are all texts. */
export const jsonTextMap = json(
  (value): value is Record<string, string> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText),
  'a JSON object of texts is needed',
);

/**
 * Reads a function's environment once, through its schema. Throws `EnvironmentError` with all problems at once, so that
 * a broken deployment fails at its first start and says everything that has to change.
 */
export const parseEnvironment = <Schema extends z.ZodMiniType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> => {
  const parsed = z.safeParse(schema, environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(issue => {
    const name = issue.path.join('.');
    const given = environment[name];
    return `${name}: ${issue.message} (given: ${given === undefined ? 'nothing' : JSON.stringify(given)})`;
  });
  throw new EnvironmentError(`The function's environment is not usable.\n- ${problems.join('\n- ')}`);
};
