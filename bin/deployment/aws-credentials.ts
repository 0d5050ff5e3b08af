import { createInterface } from 'node:readline/promises';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { AwsError } from '../terminal/exit-code.ts';
import { printable } from '../terminal/printable.ts';

/**
 * Returns the settings of a client that uses a profile of the AWS configuration: static keys, SSO, an assumed role, a
 * program. A profile with `mfa_serial` asks for the code on the terminal. If the profile does not exist or gives no
 * credentials, no others are used instead; the SDK's default chain would use those of the machine.
 * Without a profile there are no settings: the SDK looks where the AWS CLI looks.
 */
export const profileCredentials = (profile: string | undefined) =>
  profile === undefined ? {} : { profile, credentials: fromIni({ profile, mfaCodeProvider: askForMfaCode }) };

const askForMfaCode = async (mfaSerial: string): Promise<string> => {
  if (!process.stdin.isTTY) {
    throw new AwsError(
      `The profile needs a code of the MFA device ${mfaSerial}, and there is no terminal to ask for it. Use a session with MFA: aws sts get-session-token`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`MFA code of ${printable(mfaSerial)}: `)).trim();
  } finally {
    terminal.close();
  }
};
