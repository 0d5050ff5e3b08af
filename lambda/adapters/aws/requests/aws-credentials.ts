/** The credentials of a role's session, or of a user: then without a session token. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The environment has no credentials. The error has the SDK's name, by which `awsFailure` knows it. */
class CredentialsProviderError extends Error {
  override readonly name = 'CredentialsProviderError';
}

/** Returns a function's own credentials, which the runtime writes into the environment. Throws `CredentialsProviderError`. */
export const environmentCredentials = (environment: Readonly<Record<string, string | undefined>>): AwsCredentials => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (!accessKeyId || !secretAccessKey) {
    throw new CredentialsProviderError('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed in the environment.');
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
};
