import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import { networkProblem } from '../program/network-problem.ts';

/** An HTTP answer, with the first part of its body. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly sentAt: Date;
  readonly receivedAt: Date;
}

const TIMEOUT_MS = 20_000;
/** More than any answer that is not a recording. */
const MOST_BODY_BYTES = 64 * 1024;

/** Sends a request and reads the beginning of its answer. Never throws: an error is the reason why there is no answer. */
export const exchange = async (url: URL, init: RequestInit = {}): Promise<Result<HttpAnswer, string>> => {
  const sentAt = new Date();
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
    const receivedAt = new Date();
    const { status, headers } = response;
    return ok({ status, headers, sentAt, receivedAt, body: await readBeginning(response) });
  } catch (error) {
    return err(networkProblem(error, TIMEOUT_MS));
  }
};

const readBeginning = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop ends the transfer.
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString();
};

/** The error that the body of an answer names: of this service, of API Gateway or of S3. */
interface NamedError {
  /** This service's failure code, S3's error code, or the gateway's message. */
  readonly code?: string;
  /** The id by which the log has the request. */
  readonly requestId?: string;
}

/** Returns the error that an answer names. Empty if it names none. */
export const errorOf = ({ body }: HttpAnswer): NamedError => {
  const [, s3Code] = /<Code>([^<]*)<\/Code>/.exec(body) ?? [];
  if (s3Code !== undefined) return { code: s3Code };
  const { error, message } = jsonObject(body) as { error?: Record<string, unknown> | null; message?: unknown };
  const [code, requestId] = [error?.['code'] ?? message, error?.['request_id']];
  return { ...(typeof code === 'string' && { code }), ...(typeof requestId === 'string' && { requestId }) };
};

/** Parses a body that should be a JSON object. Returns an empty object for anything else. */
export const jsonObject = (text: string): Record<string, unknown> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

/** Describes an answer: status, error and the id of the request. */
export const answerText = (answer: HttpAnswer): string => {
  const { code, requestId } = errorOf(answer);
  return `answered ${answer.status}${code ? ` ${code}` : ''}${requestId ? `, request id ${requestId}` : ''}`;
};
