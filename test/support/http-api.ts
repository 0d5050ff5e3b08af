import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach } from 'vitest';
import { ok, type Result } from '../../lambda/domain/shared/result.ts';
import type { FunctionFailure } from '../../local/functions/runnable-function.ts';
import { type LocalHttpApi, startHttpApi } from '../../local/http-api/http-api.ts';
import type { HttpApiDefinition } from '../../local/template/http-apis.ts';

export const FLEX = 'https://flex.twilio.com';
/** A CORS configuration that allows Flex only. */
export const CORS = {
  allowOrigins: [FLEX],
  allowMethods: ['GET'],
  allowHeaders: ['authorization'],
  maxAgeSeconds: 3600,
};

let api: LocalHttpApi | undefined;
/** The events that the API has passed to its function in the current test. */
export let events: APIGatewayProxyEventV2[];
/** The lines that the API has logged in the current test. */
export let lines: string[];

/** Closes the API of a test after it. Call it once in each test file that uses `startApi`. */
export const useHttpApi = (): void => {
  afterEach(() => api?.close());
};

/** Starts an API with two routes to one function, which returns `answer`. Returns its URL. */
export const startApi = async (
  answer: (
    event: APIGatewayProxyEventV2,
  ) => Promise<Result<unknown, FunctionFailure>> | Result<unknown, FunctionFailure>,
  settings: Partial<HttpApiDefinition> & { timeoutMs?: number } = {},
): Promise<string> => {
  events = [];
  lines = [];
  const { timeoutMs = 30_000, ...definition } = settings;
  const route = { functionLogicalId: 'Fn', timeoutMs };
  api = await startHttpApi({
    definition: {
      logicalId: 'Api',
      apiId: 'api1234567',
      deployedUrl: 'https://api1234567.execute-api.us-east-1.amazonaws.com',
      stageName: '$default',
      routes: ['GET /sec_rec', 'POST /hooks/status'].map(routeKey => ({ ...route, routeKey })),
      ...definition,
    },
    invoke: async (_function, event) => {
      events.push(event as APIGatewayProxyEventV2);
      return answer(event as APIGatewayProxyEventV2);
    },
    log: line => lines.push(line),
  });
  return api.url;
};

/** A function that answers 200. */
export const fine = () => ok({ statusCode: 200, body: 'fine' });
