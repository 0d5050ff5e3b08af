import { awsFailure } from '../../../lambda/adapters/aws/aws-failure.ts';
import { StreamFailure } from '../../../lambda/domain/audit/chain/stream-failure.ts';
import { AwsError, UsageError } from '../../terminal/exit-code.ts';

/** Why a question has no answer, and what the auditor can do about it. */
export interface DeskProblem {
  /** HTTP status. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

const SIGN_IN =
  'Sign in to AWS again, for example with "aws sso login", then press "Try again". If the credentials are in environment variables, set new ones and start the desk again.';

/** What is said about a failure of AWS, by the last words of its reason. */
const AWS_PROBLEMS: readonly {
  readonly ends: string;
  readonly status: number;
  readonly message: string;
  readonly help: string;
}[] = [
  {
    ends: '_throttled',
    status: 503,
    message: 'AWS limits the number of requests at the moment.',
    help: 'Nothing is lost. Wait some seconds, then press "Try again". A shorter period reads less.',
  },
  {
    ends: '_unreachable',
    status: 503,
    message: 'AWS could not be reached.',
    help: 'Check the network and the proxy of this machine, and --region and --endpoint of the desk.',
  },
  { ends: '_timeout', status: 503, message: 'AWS did not answer in time.', help: 'Press "Try again".' },
  { ends: '_failed', status: 503, message: 'AWS failed.', help: 'Press "Try again".' },
  {
    ends: '_access_denied',
    status: 403,
    message: 'AWS refused this: the credentials of the desk do not permit it.',
    help: "Use a role with the auditor's policy of the stack (output AuditorPolicyArn). Restrictions and facts of recordings also need dynamodb:GetItem on the catalog.",
  },
  {
    ends: '_not_found',
    status: 404,
    message: 'AWS does not have the table, bucket or key that the desk reads.',
    help: 'Start the desk with --stack and --region of the deployment, and without --table.',
  },
];

/** Translates whatever an endpoint threw. An unknown error is a defect and says so. */
export const deskProblem = (error: unknown): DeskProblem => {
  if (error instanceof UsageError) {
    return { status: 400, code: 'invalid_question', message: error.message, help: 'Change the search and try again.' };
  }
  const { reason, cause } = failureOf(error);
  const said = cause instanceof Error && cause.message ? ` (${cause.name}: ${cause.message})` : '';
  if (reason.endsWith('_credentials_rejected')) return credentialsProblem(cause);
  if (cause instanceof AwsError) return { status: 502, code: 'aws', message: cause.message, help: START_AGAIN };
  if (cause instanceof Error && cause.name === 'ValidationError' && cause.message.includes('does not exist')) {
    return {
      status: 404,
      code: 'no_stack',
      message: `${cause.message}, in this account and region.`,
      help: 'Start the desk with --stack and --region of the deployment, and with credentials of its account.',
    };
  }
  const known = AWS_PROBLEMS.find(({ ends }) => reason.endsWith(ends));
  if (known) return { status: known.status, code: reason, message: `${known.message}${said}`, help: known.help };
  return { status: 500, code: reason, message: `The desk has no answer: ${reason}${said}.`, help: START_AGAIN };
};

const START_AGAIN = 'Press "Try again". If it stays so, start the desk again, with --region, --stack or --endpoint.';

/** Returns whether the credentials are the problem. Then new ones must be read. */
export const isAboutCredentials = (error: unknown): boolean =>
  failureOf(error).reason.endsWith('_credentials_rejected');

const failureOf = (error: unknown): { readonly reason: string; readonly cause: unknown } => {
  if (error instanceof StreamFailure) return { reason: error.failure.reason, cause: error.failure.cause };
  const cause = error instanceof AwsError ? error.cause : error;
  const { reason } = awsFailure('aws', cause);
  // An error of our own about the configuration, whose message says more than its cause.
  if (error instanceof AwsError && reason === 'aws_unexpected') return { reason: 'aws', cause: error };
  return { reason, cause };
};

const credentialsProblem = (cause: unknown): DeskProblem => {
  const name = cause instanceof Error ? cause.name : '';
  const message =
    name === 'CredentialsProviderError'
      ? 'There are no AWS credentials on this machine, or they could not be read.'
      : /Expired|TokenRefreshRequired/.test(name)
        ? 'The AWS session has expired.'
        : `AWS does not accept the credentials (${name}).`;
  return { status: 401, code: 'credentials', message, help: SIGN_IN };
};
