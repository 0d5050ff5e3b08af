import type { StackDescription } from './description.ts';
import { LOCAL_REGION } from './template/local-account.ts';

/** How a text is set off; plain text where colours are not wanted. */
export type Paint = (style: 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

/** What a person needs to know once the stack runs. */
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
      ['Player', stack.player, 'open this, choose who you are, press play'],
      ['url_provider', stack.urlProvider, '?recording_sid=RE…'],
      ['AWS', stack.aws, 'DynamoDB, S3, Secrets Manager; roles enforced'],
      ['Twilio', stack.twilio, 'token validation, recordings'],
      ...(stack.inspector ? [['Debugger', stack.inspector, 'each function is a worker thread'] as const] : []),
      ['Account', stack.accountSid],
      ['Bucket', stack.bucket],
      ['Audit table', stack.tables.audit],
      ['Tokens', Object.keys(stack.tokens).join(', '), 'npm start --silent -- --json prints them'],
    ]),
    '',
    paint('bold', '  Who listened to what, and what is stored'),
    `  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=${LOCAL_REGION}`,
    `  ${aws} dynamodb scan --table-name ${stack.tables.audit}`,
    `  ${aws} s3 ls --recursive s3://${stack.bucket}`,
    '',
    paint('dim', '  Ctrl+C stops it. Requests follow.'),
    '',
  ].join('\n');
};
