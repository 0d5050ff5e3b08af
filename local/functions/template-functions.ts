import { err, type Result } from '../../lambda/domain/shared/result.ts';
import { LOCAL_REGION } from '../template/local-account.ts';
import type { LocalTemplate } from '../template/read-template.ts';
import { type LambdaServiceFacts, lambdaEnvironment } from './lambda-environment.ts';
import { createFunction, type LocalFunction } from './local-function.ts';
import type { FunctionFailure, FunctionHost } from './runnable-function.ts';
import { scheduledTimeOf } from './scheduled-time.ts';
import type { StreamedResponse } from './streamed-response.ts';

type Credentials = LambdaServiceFacts['credentials'];

/** All functions of a template, ready to be invoked. */
export interface TemplateFunctions {
  /** The function that goes by this logical id, by the beginning of one, or by its folder (`audit-digest`). Undefined: there is none. */
  find(name: string): LocalFunction | undefined;
  invoke(name: string, event: unknown): Promise<Result<unknown, FunctionFailure>>;
  /** For functions that stream; resolves at the first byte. */
  invokeStreaming(
    name: string,
    event: unknown,
    signal?: AbortSignal,
  ): Promise<Result<StreamedResponse, FunctionFailure>>;
  close(): Promise<void>;
}

/** Creates the template's functions, each with its own environment and the credentials of its own role. */
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
      // Inline code belongs to CDK's own custom resources, which have nothing to do here.
      if (!assetDir) return [];
      const runnable = { ...rest, name: logicalId, codeDirectory: assetDir };
      const facts = {
        region: LOCAL_REGION,
        credentials: aws.credentialsFor(roleLogicalId),
        awsEndpointUrl: aws.url,
      };
      const fn = createFunction({ ...runnable, environment: lambdaEnvironment(runnable, environment, facts) }, host);
      return [[logicalId, inItsOwnTime(fn, aheadMs => aws.moveClock(roleLogicalId, aheadMs))] as const];
    }),
  );
  const find = (name: string): LocalFunction | undefined =>
    created.get(name) ?? [...created].find(([logicalId]) => plain(logicalId).startsWith(plain(name)))?.[1];
  return {
    find,
    invoke: async (name, event) => (await find(name)?.invoke(event)) ?? notFound(name),
    invokeStreaming: async (name, event, signal) =>
      (await find(name)?.invokeStreaming(event, signal)) ?? notFound(name),
    close: async () => {
      await Promise.all([...created.values()].map(fn => fn.close()));
    },
  };
};

const notFound = (name: string): Result<never, FunctionFailure> =>
  err({ errorType: 'ResourceNotFoundException', errorMessage: `Function not found: ${name}` });

/** Logical ids are names without their hyphens, in other letters. */
const plain = (name: string): string => name.replaceAll('-', '').toLowerCase();

/** A function that is given a scheduled event lives at that event's time, and so does what it signs. */
const inItsOwnTime = (fn: LocalFunction, moveClock: (aheadMs: number) => void): LocalFunction => ({
  ...fn,
  invoke: event => {
    const nowMs = Date.now();
    moveClock((scheduledTimeOf(event) ?? nowMs) - nowMs);
    return fn.invoke(event);
  },
});
