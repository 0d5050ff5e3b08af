import * as z from 'zod';
import { isOrigin } from '../origin.ts';
import { SECRET_NAME } from '../value-forms.ts';

/** How the service attaches `url_provider` to tasks by itself. */
export interface AttachUrlProvider {
  /** The TaskRouter workspace of Flex: `WS…`. */
  readonly workspaceSid: string;
  /**
   * Name of a Secrets Manager secret with an API key that may read and update tasks, and nothing else:
   * `{"apiKeySid","apiKeySecret"}`. Not the secret of `twilioSecretName`, which can do more.
   */
  readonly secretName: string;
  /** Twilio's TaskRouter. Default: `https://taskrouter.twilio.com`. */
  readonly taskRouterBaseUrl: string;
}

/** The values that `attachUrlProvider` accepts. */
export const ATTACH_URL_PROVIDER = {
  schema: z
    .strictObject({
      workspaceSid: z.string().regex(/^WS[0-9a-f]{32}$/),
      secretName: SECRET_NAME,
      taskRouterBaseUrl: z.string().refine(isOrigin).default('https://taskrouter.twilio.com'),
    })
    .optional(),
  mustBe:
    'must be {"workspaceSid": "WS and 32 lower-case hexadecimal digits", "secretName": the name of a secret of its own with an API key}; leave it out if url_provider is attached by somebody else',
};

/**
 * Returns the problems of `attachUrlProvider` with the other keys of an account.
 * @param place where the account is configured, such as `accounts[0].`
 */
export const attachmentProblems = (
  account: {
    readonly attachUrlProvider?: { readonly secretName?: unknown } | undefined;
    readonly twilioSecretName?: unknown;
  },
  place = '',
): string[] => {
  const { attachUrlProvider, twilioSecretName } = account;
  if (!attachUrlProvider) return [];
  const problems: string[] = [];
  if (!twilioSecretName) {
    problems.push(
      `${place}attachUrlProvider is given and ${place}twilioSecretName is not: without the account's auth token no callback is accepted, so no task is known; give twilioSecretName, too`,
    );
  }
  if (attachUrlProvider.secretName !== undefined && attachUrlProvider.secretName === twilioSecretName) {
    problems.push(
      `${place}attachUrlProvider.secretName and ${place}twilioSecretName are the same secret: store the API key that may update tasks in a secret of its own, so that the function reads no auth token`,
    );
  }
  return problems;
};
