import type { StackDescription } from './description.ts';
import { LOCAL_REGION } from './template/local-account.ts';

/** Styles a text for the terminal. Returns it unchanged where no colours are wanted. */
export type Paint = (style: 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

/** Formats the addresses, names and commands that a person needs, for the terminal. */
export const summary = (stack: StackDescription, paint: Paint): string => {
  const lines = (pairs: readonly (readonly [string, string, string?])[]): string[] => {
    const width = Math.max(...pairs.map(([name]) => name.length));
    return pairs.map(
      ([name, value, note]) =>
        `  ${name.padEnd(width)}  ${paint('cyan', value)}${note ? `  ${paint('dim', note)}` : ''}`,
    );
  };
  const aws = `aws --endpoint-url ${stack.aws}`;
  return [
    '',
    paint('bold', '  flex-secure-playback is running, on this machine only'),
    '',
    ...lines([
      ['Player', stack.player, 'open it, choose a user, press Play'],
      ["Auditor's desk", stack.desk, 'who asked for what, and under which rule'],
      ['url_provider', stack.urlProvider, '?recording_sid=RE…'],
      ['AWS', stack.aws, 'DynamoDB, S3, KMS, Secrets Manager; enforces the roles'],
      ['Twilio', stack.twilio, 'token validation, recordings'],
      ...(stack.inspector ? [['Debugger', stack.inspector, 'each function is a worker thread'] as const] : []),
      ['Account', stack.accountSid],
      ['Bucket', stack.bucket],
      ['Audit table', stack.tables.audit],
      ['Tokens', Object.keys(stack.tokens).join(', '), 'npm start --silent -- --json prints their values'],
    ]),
    '',
    paint('bold', '  The audit trail, and the stored objects'),
    `  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=${LOCAL_REGION}`,
    `  ${aws} dynamodb scan --table-name ${stack.tables.audit}`,
    `  ${aws} s3 ls --recursive s3://${stack.bucket}`,
    '',
    paint('dim', '  Ctrl+C stops the stack. The requests are listed below.'),
    '',
  ].join('\n');
};
