import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CatalogUpdate } from '../domain/catalog/catalog-update.ts';
import { type CallbackFields, recordingCallbackUpdate } from '../domain/catalog/recording-callback.ts';
import type { ReceivedCallback, TakenCallback } from '../domain/catalog/take-callback.ts';
import type { TakenEvents } from '../domain/catalog/take-event-stream.ts';
import { taskEventUpdates } from '../domain/catalog/task-event.ts';
import type { SignedRequest } from '../domain/catalog/twilio-signature.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import { failureResponse } from '../shell/failure-response.ts';
import type { JsonResponse } from '../shell/json-response.ts';
import type { RequestLog } from '../shell/request-log.ts';
import { eventsTakenLine, notStoredLine, takenLine } from './callback-log.ts';
import { EVENT_STREAMS_PATH, parseCallback } from './parse-callback.ts';

export interface TwilioEventsDependencies {
  readonly takeCallback: (callback: ReceivedCallback) => Promise<Result<TakenCallback, Failure>>;
  readonly takeEventStream: (request: SignedRequest, receivedAt: Date) => Promise<Result<TakenEvents, Failure>>;
  readonly log: RequestLog;
  readonly writeLine: (line: string) => void;
  readonly now: () => Date;
}

/** The answer that TaskRouter requires. */
const TAKEN: JsonResponse = { statusCode: 204, headers: { 'Content-Type': 'application/json' }, body: '' };

/** Handles Twilio's recording status callbacks, TaskRouter events and batches of Event Streams. The path tells which one a request is. */
export const twilioEventsHandler =
  ({ takeCallback, takeEventStream, log, writeLine, now }: TwilioEventsDependencies) =>
  async (event: APIGatewayProxyEventV2): Promise<JsonResponse> => {
    const { requestId, http } = event.requestContext;
    const refuse = (failure: Failure): JsonResponse => {
      log.failed(failure, { request_id: requestId, source_ip: http.sourceIp });
      const response = failureResponse(failure.code, requestId);
      if (response.statusCode >= 500) writeLine(notStoredLine(event.rawPath, requestId, now()));
      return response;
    };
    const callback = parseCallback(event);
    if (!callback.ok) return refuse(callback.error);
    const understand = event.rawPath.endsWith('/task-events') ? taskEvent(now()) : recordingStatus;
    try {
      if (event.rawPath.endsWith(EVENT_STREAMS_PATH)) {
        const taken = await takeEventStream(callback.value.request, now());
        if (!taken.ok) return refuse(taken.error);
        // Twilio would send the whole batch again for four hours, and the bad events with it.
        for (const failure of taken.value.refused) log.failed(failure, { request_id: requestId });
        writeLine(eventsTakenLine(taken.value, requestId, now()));
        return TAKEN;
      }
      const taken = await takeCallback({ ...callback.value, understand });
      if (!taken.ok) return refuse(taken.error);
      writeLine(takenLine(taken.value, requestId, now()));
      return TAKEN;
    } catch (bug) {
      return refuse({ code: 'internal_error', reason: 'bug', cause: bug });
    }
  };

const taskEvent = (receivedAt: Date) => (fields: CallbackFields) => taskEventUpdates(fields, receivedAt);

const recordingStatus = (fields: CallbackFields): Result<readonly CatalogUpdate[], Failure> => {
  const update = recordingCallbackUpdate(fields);
  return update.ok ? ok([update.value]) : update;
};
