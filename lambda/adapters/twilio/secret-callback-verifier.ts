import type { CallbackVerifier } from '../../domain/catalog/ports.ts';
import { isSignedByTwilio, type SignedRequest } from '../../domain/catalog/twilio-signature.ts';
import { fail } from '../../domain/shared/failure.ts';
import { ok } from '../../domain/shared/result.ts';
import type { TwilioCredentials, TwilioCredentialsSource } from './twilio-credentials.ts';

/**
 * Verifies signatures with the account's auth tokens. A signature that matches none of them may have been made with a newer
 * token than those in memory. Therefore the secret is read again before the callback is refused; the source limits how often.
 */
export const secretCallbackVerifier = (credentials: TwilioCredentialsSource): CallbackVerifier => ({
  verify: async request => {
    const current = await credentials.readCurrent();
    if (!current.ok) return current;
    if (isSigned(request, current.value)) return ok(undefined);
    const newer = await credentials.readNewerThan(current.value);
    if (!newer.ok) return newer;
    if (newer.value && isSigned(request, newer.value)) return ok(undefined);
    const known = newer.value ?? current.value;
    return known.authToken ? fail('callback_refused', 'signature_wrong') : fail('internal_error', 'no_auth_token');
  },
});

const isSigned = (request: SignedRequest, { authToken, previousAuthToken }: TwilioCredentials): boolean =>
  isSignedByTwilio(
    request,
    [authToken, previousAuthToken].filter(token => token !== undefined),
  );
