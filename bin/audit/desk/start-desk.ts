import { EVENT_NAMES } from '../queries/query-options.ts';
import { type Endpoint, jsonEndpoint } from './api-answer.ts';
import { readNewestDigest } from './chain/chain-state.ts';
import { createVerification } from './chain/verify-endpoint.ts';
import type { ChainState, DeskModel } from './desk-model.ts';
import { type DeskServer, startDeskServer } from './desk-server.ts';
import { type DeskDeployment, openSources } from './desk-sources.ts';
import { policyEndpoint } from './policies/policy-endpoint.ts';
import { reportEndpoint } from './report/report-endpoint.ts';
import { exportEndpoint } from './search/export.ts';
import { readListening } from './search/listening.ts';
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
  const verification = createVerification(deployment);
  const endpoints: Record<string, Endpoint> = {
    model: jsonEndpoint(async () => model),
    events: jsonEndpoint(asked => readPage(sources, parseSearch(asked, new Date()))),
    listening: jsonEndpoint(async asked => {
      const now = new Date();
      return readListening(sources, parseSearch(asked, now), now);
    }),
    policy: policyEndpoint(deployment.policies),
    export: exportEndpoint(sources),
    report: reportEndpoint(sources, deployment),
    chain: jsonEndpoint(async (): Promise<ChainState> => {
      const newest = await readNewestDigest(await sources.archive(), new Date());
      const verified = verification.last();
      return { ...(newest && { newest }), ...(verified && { verified }) };
    }),
    verify: verification.endpoint,
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
