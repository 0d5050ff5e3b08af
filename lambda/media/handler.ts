import type { MediaAnswer } from '../domain/media/media-answer.ts';
import type { MediaRequest } from '../domain/media/media-request.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { err, type Result } from '../domain/shared/result.ts';
import { failureResponse } from '../shell/failure-response.ts';
import type { LogContext, RequestLog } from '../shell/request-log.ts';
import { corsHeaders, PREFLIGHT_HEADERS } from './cors.ts';
import { loggedBody } from './logged-body.ts';
import { headerOf, type MediaEvent, parseMediaEvent } from './parse-media-event.ts';

export interface MediaDependencies {
  readonly serveMedia: (request: MediaRequest) => Promise<Result<MediaAnswer, Failure>>;
  readonly log: RequestLog;
  readonly now: () => Date;
  readonly allowedOrigins: readonly string[];
}

/** An answer of the endpoint. The body is streamed. */
export interface MediaResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** Work for the time when the answer has ended, also if it was cut off. Never rejects. */
  readonly afterwards?: () => Promise<void>;
}

/** Answers the listener's player: the recording for a live link, a public error for everything else. */
export const mediaHandler =
  ({ serveMedia, log, now, allowedOrigins }: MediaDependencies) =>
  async (event: MediaEvent): Promise<MediaResponse> => {
    const startedAt = now();
    const { requestId, identity } = event.requestContext;
    const context: LogContext = { request_id: requestId, source_ip: identity.sourceIp };
    const cors = corsHeaders(allowedOrigins, headerOf(event, 'origin'));
    if (event.httpMethod === 'OPTIONS') {
      return { statusCode: 204, headers: { ...cors, ...PREFLIGHT_HEADERS }, body: bytes() };
    }
    const refuse = (failure: Failure): MediaResponse => {
      log.failed(failure, context);
      const { statusCode, headers, body } = failureResponse(failure.code, requestId);
      return { statusCode, headers: { ...headers, ...cors }, body: bytes(event.httpMethod === 'HEAD' ? '' : body) };
    };

    try {
      const served = await serveMedia(parseMediaEvent(event));
      if (!served.ok) return refuse(served.error);
      const { status, headers, body, noteSent } = served.value;
      return {
        statusCode: status,
        headers: { ...headers, ...cors },
        body: loggedBody(body ?? bytes(), { log, context, startedAt }),
        ...(noteSent && { afterwards: () => noteOrLog(noteSent, log, context) }),
      };
    } catch (bug) {
      return refuse({ code: 'internal_error', reason: 'bug', cause: bug });
    }
  };

async function* bytes(text = ''): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text);
}

/** The listener has the bytes already, so a failure is only logged. Its metric raises the alarm. */
const noteOrLog = async (
  noteSent: () => Promise<Result<void, Failure>>,
  log: RequestLog,
  context: LogContext,
): Promise<void> => {
  const noted = await noteSent().catch((bug: unknown) =>
    err<Failure>({ code: 'internal_error', reason: 'bug', cause: bug }),
  );
  if (!noted.ok) log.failed(noted.error, context);
};
