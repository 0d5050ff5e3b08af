import { shown } from '../shown.ts';
import { attachmentProblems } from './attach-url-provider.ts';
import { ACCOUNT_KEYS, ACCOUNTS, MOST_ACCOUNTS } from './twilio-accounts.ts';

type Entry = Readonly<Record<string, unknown>>;
type AccountKey = keyof typeof ACCOUNT_KEYS;

/**
 * Returns all problems of the raw value of `accounts`: of each entry, and between entries. Values of keys that name a secret,
 * and of unknown keys, are never shown: they may be a secret in the wrong place.
 */
export const accountListProblems = (given: unknown): string[] => {
  if (given === undefined) return [];
  if (!Array.isArray(given)) return [`accounts is not a list: it ${ACCOUNTS.mustBe}`];
  const problems: string[] = [];
  if (given.length === 0 || given.length > MOST_ACCOUNTS) {
    problems.push(`accounts has ${given.length} entries: it ${ACCOUNTS.mustBe}`);
  }
  const entries = given.map((entry: unknown) => (isEntry(entry) ? entry : undefined));
  entries.forEach((entry, index) => {
    problems.push(
      ...(entry ? entryProblems(entry, index) : [`accounts[${index}] is no object: accounts ${ACCOUNTS.mustBe}`]),
    );
  });
  return [...problems, ...sharedProblems(entries.map(entry => entry ?? {}))];
};

const isEntry = (entry: unknown): entry is Entry =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

const entryProblems = (entry: Entry, index: number): string[] => {
  const place = `accounts[${index}].`;
  const unknown = Object.keys(entry)
    .filter(key => !Object.hasOwn(ACCOUNT_KEYS, key))
    .map(key => `${place}${key} is not a key of an account; the keys are ${Object.keys(ACCOUNT_KEYS).join(', ')}`);
  const wrong = (Object.keys(ACCOUNT_KEYS) as AccountKey[]).flatMap(key => valueProblems(entry, key, place));
  return [...unknown, ...wrong, ...attachmentProblems(attachmentOf(entry), place)];
};

const valueProblems = (entry: Entry, key: AccountKey, place: string): string[] => {
  const value = Object.hasOwn(entry, key) ? entry[key] : undefined;
  const { schema, mustBe } = ACCOUNT_KEYS[key];
  if (schema.safeParse(value).success) return [];
  // The values of these keys are, or contain, names of secrets.
  const isSecret = key === 'twilioSecretName' || key === 'attachUrlProvider';
  const what = value === undefined ? 'missing' : isSecret ? 'not usable' : shown(value);
  return [`${place}${key} is ${what}: it ${mustBe}`];
};

const attachmentOf = ({ attachUrlProvider, twilioSecretName }: Entry) => ({
  twilioSecretName,
  ...(isEntry(attachUrlProvider) && { attachUrlProvider }),
});

/** What every account has for itself: the value, where it is given, and why two accounts cannot share it. */
interface OwnValue {
  readonly place: string;
  readonly value: unknown;
  readonly kind: 'accountSid' | 'label' | 'secret' | 'root';
}

const REASONS = {
  accountSid: 'an account has one entry, so remove one of them or correct its SID',
  label: 'two accounts could not be told apart in alarms, so give one of them another label',
  secret:
    "each account needs a secret of its own: whoever has the auth token of one account could sign callbacks of the other, so store each account's credentials under a name of their own",
  root: 'only one account can have the addresses without /accounts/AC…, so set it for the account of the earlier deployment only',
} as const satisfies Record<OwnValue['kind'], string>;

/** Returns the problems between entries: what two of them have in common. */
const sharedProblems = (entries: readonly Entry[]): string[] => {
  const own = entries.flatMap(ownValues);
  return own.flatMap(({ place, value, kind }, position) => {
    const first = own.slice(0, position).find(other => other.kind === kind && other.value === value);
    if (!first || first.place.split('.')[0] === place.split('.')[0]) return [];
    const what = kind === 'secret' ? '' : ` (${shown(value)})`;
    return [`${place} and ${first.place} are the same${what}: ${REASONS[kind]}`];
  });
};

const ownValues = (entry: Entry, index: number): OwnValue[] => {
  const { accountSid, label, twilioSecretName, attachUrlProvider, root } = entry;
  const attacher = isEntry(attachUrlProvider) ? attachUrlProvider['secretName'] : undefined;
  const place = `accounts[${index}]`;
  const values: OwnValue[] = [
    { place: `${place}.accountSid`, value: accountSid, kind: 'accountSid' },
    { place: `${place}.label`, value: label, kind: 'label' },
    { place: `${place}.twilioSecretName`, value: twilioSecretName, kind: 'secret' },
    { place: `${place}.attachUrlProvider.secretName`, value: attacher, kind: 'secret' },
    { place: `${place}.root`, value: root === true ? true : undefined, kind: 'root' },
  ];
  return values.filter(({ value }) => value !== undefined);
};
