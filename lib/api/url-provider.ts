import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { POLICY_FILE } from '../../lambda/domain/policy/policy-document.ts';
import type { AccountConfig } from '../config/accounts/twilio-accounts.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';

/** The function that decides who may hear a recording and returns the link. The stack grants its permissions. */
export class UrlProvider extends PlaybackFunction {
  /** @param props.policies the compiled policies, deployed in a file next to the code */
  constructor(scope: Construct, id: string, props: { readonly config: AccountConfig; readonly policies: string }) {
    const { config, policies } = props;
    super(scope, id, {
      name: 'url-provider',
      description: 'Decides whether a user may play a recording, records the decision, and returns a link that expires',
      // There are two hops. The clients' own timeouts end each of them well before this.
      timeout: Duration.seconds(15),
      files: { [POLICY_FILE]: policies },
      config,
    });
    this.configure({
      ACCOUNT_SID: config.accountSid,
      IAM_BASE_URL: config.iamBaseUrl,
      TOKEN_CACHE_SECONDS: String(config.tokenCacheSeconds),
      DELIVERY: config.delivery,
      LINK_TTL_MIN_SECONDS: String(config.linkTtlMinSeconds),
      LINK_TTL_MAX_SECONDS: String(config.linkTtlMaxSeconds),
    });
  }
}
