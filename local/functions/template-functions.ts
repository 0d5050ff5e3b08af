import { err, type Result } from '../../lambda/domain/shared/result.ts';
import { LOCAL_REGION } from '../template/local-account.ts';
import type { LocalTemplate } from '../template/read-template.ts';
import { type LambdaServiceFacts, lambdaEnvironment } from './lambda-environment.ts';
import { createFunction, type LocalFunction } from './local-function.ts';
import type { FunctionFailure, FunctionHost } from './runnable-function.ts';
import { scheduledTimeOf } from './scheduled-time.ts';
import type { StreamedResponse } from './streamed-response.ts';

type Credentials = LambdaServiceFacts['credentials'];

/** The functions of a template. */
export interface TemplateFunctions {
  /** Finds a function by its logical id, the beginning of its logical id, or its folder, such as `audit-digest`. */
  find(name: string): LocalFunction | undefined;
  invoke(name: string, event: unknown): Promise<Result<unknown, FunctionFailure>>;
  /** Invokes a function that streams its response. Resolves at the first byte. */
  invokeStreaming(name: string, event: unknown): Promise<Result<StreamedResponse, FunctionFailure>>;
  close(): Promise<void>;
}

/** Creates the template's functions, each with its own environment and its role's credentials. */
export const createTemplateFunctions = (
  { functions }: Pick<LocalTemplate, 'functions'>,
  aws: {
    readonly url: string;
    readonly credentialsFor: (roleLogicalId: string) => Credentials;
    readonly moveClock: (roleLogicalId: string, aheadMs: number) => void;
  },
  host: FunctionHost,
): TemplateFunctions => {
  const created = new Map(
    functions.flatMap(definition => {
      const { logicalId, assetDir, environment, roleLogicalId, ...rest } = definition;
      // CDK's custom resources have inline code. They are not needed here.
      if (!assetDir) return [];
      const runnable = { ...rest, name: logicalId, codeDirectory: assetDir };
      const facts = {
        region: LOCAL_REGION,
        credentials: aws.credentialsFor(roleLogicalId),
        awsEndpointUrl: aws.url,
      };
      const fn = createFunction({ ...runnable, environment: lambdaEnvironment(runnable, environment, facts) }, host);
      return [[logicalId, withEventClock(fn, aheadMs => aws.moveClock(roleLogicalId, aheadMs))] as const];
    }),
  );
  const find = (name: string): LocalFunction | undefined =>
    created.get(name) ?? [...created].find(([logicalId]) => plain(logicalId).startsWith(plain(name)))?.[1];
  return {
    find,
    invoke: async (name, event) => (await find(name)?.invoke(event)) ?? notFound(name),
    invokeStreaming: async (name, event) => (await find(name)?.invokeStreaming(event)) ?? notFound(name),
    close: async () => {
      await Promise.all([...created.values()].map(fn => fn.close()));
    },
  };
};

const notFound = (name: string): Result<never, FunctionFailure> =>
  err({ errorType: 'ResourceNotFoundException', errorMessage: `Function not found: ${name}` });

/** Removes hyphens and case: logical ids have no hyphens and other capital letters. */
const plain = (name: string): string => name.replaceAll('-', '').toLowerCase();

/** Sets the clock of the function's role to the time of a scheduled event, so that the function's signatures are valid. */
const withEventClock = (fn: LocalFunction, moveClock: (aheadMs: number) => void): LocalFunction => ({
  ...fn,
  invoke: event => {
    const nowMs = Date.now();
    moveClock((scheduledTimeOf(event) ?? nowMs) - nowMs);
    return fn.invoke(event);
  },
});
