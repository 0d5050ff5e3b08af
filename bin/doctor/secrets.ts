/** What the output must not contain, in the forms in which a server or an error may repeat it. */
export interface Secrets {
  readonly add: (...secrets: readonly string[]) => void;
  /** Returns the text with a mark in place of each secret. */
  readonly removeFrom: (text: string) => string;
}

const REMOVED = '[removed]';
/** What is shorter opens nothing, and would remove ordinary words: an expiry, the name of an algorithm, a mistyped token. */
const LEAST_SECRET_CHARACTERS = 16;

export const collectSecrets = (): Secrets => {
  const known = new Set<string>();
  return {
    add: (...secrets) => {
      for (const secret of secrets) if (secret.length >= LEAST_SECRET_CHARACTERS) known.add(secret);
    },
    // The longest first: a part of it would leave the rest.
    removeFrom: text =>
      [...known].sort((a, b) => b.length - a.length).reduce((rest, secret) => rest.replaceAll(secret, REMOVED), text),
  };
};

/** The forms of a token: as it is, and as a player sends it. */
export const secretsOfToken = (token: string): string[] => {
  const sent = Buffer.from(`token:${token}`).toString('base64');
  return [token, sent, encodeURIComponent(sent)];
};

/** The link, and what in it opens the recording: the values of its query, or its last part if it has no query. */
export const secretsOfLink = ({ href, search, searchParams, pathname, password }: URL): string[] => {
  const raw = search
    .slice(1)
    .split('&')
    .map(pair => pair.slice(pair.indexOf('=') + 1));
  const parts = search === '' ? [pathname.slice(pathname.lastIndexOf('/') + 1)] : [...raw, ...searchParams.values()];
  return [href, search, password, ...parts];
};
