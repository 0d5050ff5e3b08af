/** What to do about an error, found by its name, its code or its message. */
interface Advice {
  readonly matches: RegExp;
  readonly advice: string;
}

const SIGN_IN = 'Sign in again (aws sso login --profile NAME, or new keys), and name the profile with --profile NAME.';

/** The first match applies. The texts are names and messages of Node, the SDK and AWS. */
const ADVICE: readonly Advice[] = [
  {
    matches: /ECONNREFUSED/,
    advice:
      'Nothing accepts connections there. For a local stack: does npm start run, and is --endpoint the address "aws" that it prints?',
  },
  {
    matches: /ENOTFOUND|EAI_AGAIN/,
    advice: 'The name is not known. Check --region, the network and the DNS.',
  },
  {
    matches: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError/,
    advice: 'There was no answer in time. Check the network and the proxy, and try again.',
  },
  {
    matches: /Expired|TokenRefreshRequired|SSO session|Token is expired/i,
    advice: `The credentials are no longer valid. ${SIGN_IN}`,
  },
  {
    matches: /Could not resolve credentials using profile|profile .* could not be found/i,
    advice: 'aws configure list-profiles prints the names of the profiles; AWS_CONFIG_FILE names another file.',
  },
  {
    matches: /CredentialsProviderError|Could not load credentials/,
    advice:
      'There are no credentials. Use --profile NAME, AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY.',
  },
  {
    matches:
      /UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|AuthFailure/,
    advice: `AWS does not know these credentials, or the secret key is wrong. ${SIGN_IN}`,
  },
  {
    matches: /RequestTimeTooSkewed|RequestExpired/,
    advice: "This computer's clock is wrong by minutes: set it.",
  },
  {
    matches: /Stack with id .* does not exist/,
    advice:
      'Name the deployed stack with --stack NAME, its region with --region NAME, and its account with --profile NAME.',
  },
  {
    matches: /AccessDenied|not authorized/,
    advice: 'These credentials may not do this. aws sts get-caller-identity says whose they are.',
  },
  {
    matches: /Throttl|ProvisionedThroughputExceeded|SlowDown|TooManyRequests/,
    advice: 'AWS limits the rate of requests. Try again later.',
  },
];

/** Returns what to do about an error of the SDK or the network; undefined if there is nothing to say. */
export const adviceFor = (error: unknown): string | undefined => {
  const texts = textsOf(error, 3);
  return ADVICE.find(({ matches }) => texts.some(text => matches.test(text)))?.advice;
};

/** The names, codes and messages of an error and of its causes. An AggregateError has one error for each address. */
const textsOf = (error: unknown, depth: number): string[] => {
  if (!(error instanceof Error) || depth === 0) return [];
  const { code, cause } = error as NodeJS.ErrnoException;
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error.name, String(code ?? ''), error.message, ...[cause, ...inner].flatMap(one => textsOf(one, depth - 1))];
};
