import type { AttachUrlProvider } from './attach-url-provider.ts';
import type { TwilioAccount } from './twilio-accounts.ts';

/** How the service attaches `url_provider` to tasks, as it is given: with Twilio's own TaskRouter as the default. */
export type AttachUrlProviderProps = Omit<AttachUrlProvider, 'taskRouterBaseUrl'> &
  Partial<Pick<AttachUrlProvider, 'taskRouterBaseUrl'>>;

/** One of several Twilio accounts, as it is given: only `accountSid` is required. */
export interface TwilioAccountProps extends Partial<Omit<TwilioAccount, 'attachUrlProvider'>> {
  readonly accountSid: string;
  readonly attachUrlProvider?: AttachUrlProviderProps | undefined;
}
