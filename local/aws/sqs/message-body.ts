import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';
import { invalidParameter, type SqsError } from './sqs-error.ts';

/** Any character that SQS does not accept. Source: AWS, "SendMessage" in the SQS API Reference. */
const REFUSED = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Checks the body of a message as SQS does, and returns it. */
export const messageBody = (value: unknown, maxBytes: number): Result<string, SqsError> => {
  if (typeof value !== 'string') {
    return err({ type: 'MissingParameter', message: 'The request must contain the parameter MessageBody.' });
  }
  if (value === '') return err(invalidParameter('The message body must have at least one character.'));
  if (Buffer.byteLength(value) > maxBytes) {
    return err(
      invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`),
    );
  }
  if (REFUSED.test(value))
    return err({ type: 'InvalidMessageContents', message: 'Invalid characters in the message.' });
  return ok(value);
};
