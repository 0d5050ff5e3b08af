import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/**
 * The account's Twilio credentials. The operator stores them in Secrets Manager; the stack knows only the name.
 * Content: `{"authToken":"…","previousAuthToken":"…"?}` and/or `{"apiKeySid":"SK…","apiKeySecret":"…"}`.
 */
export class TwilioSecret extends Construct {
  private readonly secret: ISecret;

  constructor(scope: Construct, id: string, secretName: string) {
    super(scope, id);
    this.secret = Secret.fromSecretNameV2(this, 'Secret', secretName);
  }

  /**
   * Lets the function read the secret's value. Sets `TWILIO_SECRET_NAME`. An ARN without its random suffix would not work,
   * because Secrets Manager treats the end of a name such as `twilio-secret` as the suffix.
   */
  grantRead(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['secretsmanager:GetSecretValue'],
      // A secret's ARN ends with six random characters, which are not known from the name.
      resources: [`${this.secret.secretArn}-??????`],
      environment: { TWILIO_SECRET_NAME: this.secret.secretName },
    });
  }
}
