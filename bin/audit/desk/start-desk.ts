import { EVENT_NAMES } from '../queries/query-options.ts';
import { type Endpoint, jsonEndpoint } from './api-answer.ts';
import type { DeskModel } from './desk-model.ts';
import { type DeskServer, startDeskServer } from './desk-server.ts';
import { type DeskDeployment, openSources } from './desk-sources.ts';
import { policyEndpoint } from './policies/policy-endpoint.ts';
import { readPage } from './search/search.ts';
import { parseSearch } from './search/search-question.ts';

export interface DeskOptions {
  /** 0: a free port. */
  readonly port: number;
  readonly deployment: DeskDeployment;
}

/** Starts the auditor's desk. AWS is asked nothing before the page asks. Rejects with `EADDRINUSE`; throws `UsageError`. */
export const startDesk = async ({ port, deployment }: DeskOptions): Promise<DeskServer> => {
  const sources = openSources(deployment);
  const model: DeskModel = {
    stack: deployment.stack,
    place: deployment.endpoint ?? deployment.region ?? '',
    events: EVENT_NAMES,
  };
  const endpoints: Record<string, Endpoint> = {
    model: jsonEndpoint(async () => model),
    events: jsonEndpoint(asked => readPage(sources, parseSearch(asked, new Date()))),
    policy: policyEndpoint(deployment.policies),
  };
  return startDeskServer({ port, endpoints: mapValues(endpoints, forgetting(sources.forgetAfter)) });
};

const mapValues = <T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

/** After an error about credentials, the next question reads the credentials again. */
const forgetting =
  (forgetAfter: (error: unknown) => void) =>
  (endpoint: Endpoint): Endpoint =>
  async (asked, signal) =>
    endpoint(asked, signal).catch(error => {
      forgetAfter(error);
      throw error;
    });
