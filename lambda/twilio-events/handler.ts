import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CatalogUpdate } from '../domain/catalog/catalog-update.ts';
import { type CallbackFields, recordingCallbackUpdate } from '../domain/catalog/recording-callback.ts';
import type { ReceivedCallback, TakenCallback } from '../domain/catalog/take-callback.ts';
import { taskEventUpdates } from '../domain/catalog/task-event.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import { failureResponse } from '../shell/failure-response.ts';
import type { JsonResponse } from '../shell/json-response.ts';
import type { RequestLog } from '../shell/request-log.ts';
import { notStoredLine, takenLine } from './callback-log.ts';
import { parseCallback } from './parse-callback.ts';

export interface TwilioEventsDependencies {
  readonly takeCallback: (callback: ReceivedCallback) => Promise<Result<TakenCallback, Failure>>;
  readonly log: RequestLog;
  readonly writeLine: (line: string) => void;
  readonly now: () => Date;
}

/** The answer that TaskRouter requires. */
const TAKEN: JsonResponse = { statusCode: 204, headers: { 'Content-Type': 'application/json' }, body: '' };

/** Handles Twilio's recording status callbacks and TaskRouter events. The path tells which one a request is. */
export const twilioEventsHandler =
  ({ takeCallback, log, writeLine, now }: TwilioEventsDependencies) =>
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
