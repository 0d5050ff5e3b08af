import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { PlaybackRequest } from '../domain/playback/playback-request.ts';
import type { ReleasedLink } from '../domain/playback/release-link.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { Result } from '../domain/shared/result.ts';
import { failureResponse } from '../shell/failure-response.ts';
import { type JsonResponse, jsonResponse } from '../shell/json-response.ts';
import type { LogContext, RequestLog } from '../shell/request-log.ts';
import { parseRequest } from './parse-request.ts';

export interface UrlProviderDependencies {
  readonly playRecording: (request: PlaybackRequest) => Promise<Result<ReleasedLink, Failure>>;
  readonly log: RequestLog;
}

/** Answers the Flex Insights player: `{"media_url"}` for an authorized user, a public error for everyone else. */
export const urlProviderHandler =
  ({ playRecording, log }: UrlProviderDependencies) =>
  async (event: APIGatewayProxyEventV2): Promise<JsonResponse> => {
    const requestId = event.requestContext.requestId;
    const context: LogContext = { request_id: requestId, source_ip: event.requestContext.http.sourceIp };
    const refuse = (failure: Failure, details: LogContext): JsonResponse => {
      log.failed(failure, details);
      return failureResponse(failure.code, requestId);
    };

    const request = parseRequest(event);
    if (!request.ok) return refuse(request.error, context);
    const details = { ...context, ...askedIn(request.value) };
    try {
      const released = await playRecording(request.value);
      if (!released.ok) return refuse(released.error, details);
      log.released({ ...details, event_id: released.value.eventId });
      return jsonResponse(200, { media_url: released.value.url });
    } catch (bug) {
      return refuse({ code: 'internal_error', reason: 'bug', cause: bug }, details);
    }
  };

const askedIn = (request: PlaybackRequest): Omit<LogContext, 'request_id'> =>
  'group' in request
    ? { asked_by: request.group.by, asked_sid: request.group.sid }
    : { recording_sid: request.recordingSid };
