import { AwsError } from '../terminal/exit-code.ts';

/** Twilio refused a request, failed or could not be reached. The exit code is that of an AWS error. */
export class TwilioError extends AwsError {}
