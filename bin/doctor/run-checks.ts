import { type Check, type CheckId, type CheckResult, type CheckState, type Need, notChecked } from './check.ts';
import { CHECKS } from './checks.ts';
import type { Examination } from './examination.ts';

/** A check that was made, or why it was not. */
export interface CheckedItem extends CheckResult {
  readonly id: CheckId;
  readonly title: string;
}

const OPTION: Readonly<Record<Need, string>> = {
  token: 'the token of a Flex user (--token, or FLEX_TOKEN)',
  recording: 'a recording that this user may play (--recording RE…)',
  stack: 'the stack, with credentials of AWS (--stack, --profile)',
};

/** Makes all checks, one after the other. What a server or an error repeats of the token or the link is removed. */
export const runChecks = async (examination: Examination): Promise<CheckedItem[]> => {
  const made: CheckedItem[] = [];
  // Ids of the checks that are red, or that wait for a red one.
  const failed = new Set<CheckId>();
  for (const check of CHECKS) {
    const cause = check.after?.find(id => failed.has(id));
    const result = cause === undefined ? withoutSecrets(await runOne(check, examination), examination) : waiting(cause);
    if (cause !== undefined || result.state === 'red') failed.add(check.id);
    made.push({ id: check.id, title: check.title, ...result });
  }
  return made;
};

const runOne = async (check: Check, examination: Examination): Promise<CheckResult> => {
  const given: Readonly<Record<Need, unknown>> = {
    token: examination.token,
    recording: examination.recordingSid,
    stack: examination.stack,
  };
  const missing = (check.needs ?? []).filter(need => given[need] === undefined);
  return missing.length === 0
    ? check.run(examination)
    : notChecked(`it needs ${missing.map(need => OPTION[need]).join(' and ')}`);
};

const withoutSecrets = (result: CheckResult, { secrets }: Examination): CheckResult => ({
  ...result,
  found: secrets.removeFrom(result.found),
});

const waiting = (cause: CheckId): CheckResult => {
  const title = CHECKS.find(({ id }) => id === cause)?.title ?? cause;
  return notChecked(`it comes after "${title}"`);
};

/** Returns the worst state of the checks that were made. */
export const worstState = (items: readonly CheckedItem[]): Exclude<CheckState, 'not-checked'> =>
  (['red', 'yellow'] as const).find(state => items.some(item => item.state === state)) ?? 'green';
