import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { POLICY_FILE } from '../../lambda/domain/policy/policy-document.ts';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';

/** The function that decides who may hear a recording and hands out the link; its grants are given by what it uses. */
export class UrlProvider extends PlaybackFunction {
  /** @param props.policies the compiled policies, deployed beside the code */
  constructor(scope: Construct, id: string, props: { readonly config: PlaybackConfig; readonly policies: string }) {
    const { config, policies } = props;
    super(scope, id, {
      name: 'url-provider',
      description: 'Decides who may hear a recording, records the decision, hands out an expiring link',
      // Two hops, each cut off by its own client well before this.
      timeout: Duration.seconds(15),
      // Half a core and more: a cold start is bound by CPU, and a listener waits for it.
      memorySize: 1024,
      files: { [POLICY_FILE]: policies },
      logRetentionDays: config.logRetentionDays,
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
