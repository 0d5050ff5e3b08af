import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/**
 * The account's Twilio credentials, put into Secrets Manager by the operator; only the name appears here.
 * Content: `{"authToken":"…","previousAuthToken":"…"?}` and/or `{"apiKeySid":"SK…","apiKeySecret":"…"}`.
 */
export class TwilioSecret extends Construct {
  private readonly secret: ISecret;

  constructor(scope: Construct, id: string, secretName: string) {
    super(scope, id);
    this.secret = Secret.fromSecretNameV2(this, 'Secret', secretName);
  }

  /**
   * Lets the function fetch the secret's value. Sets `TWILIO_SECRET_NAME`; an ARN without its random end would not do,
   * because Secrets Manager takes the end of a name such as `twilio-secret` for it.
   */
  grantRead(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['secretsmanager:GetSecretValue'],
      // Secrets Manager ends a secret's ARN with six random characters, which the name does not tell.
      resources: [`${this.secret.secretArn}-??????`],
      environment: { TWILIO_SECRET_NAME: this.secret.secretName },
    });
  }
}
