import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { parseJson } from '../../lambda/domain/shared/json-text.ts';
import type { TemplateFunctions } from '../functions/template-functions.ts';
import { listenOnLoopback } from '../loopback-server.ts';
import { readBody } from '../read-body.ts';
import type { CustomResourceDefinition } from '../template/events/custom-resources.ts';
import { localArn } from '../template/local-account.ts';

/** The longest answer that CloudFormation accepts. */
const MAX_ANSWER_BYTES = 4096;

const Answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});
type Answer = z.output<typeof Answer>;

/** The properties of each custom resource that was deployed, by logical id. */
type Deployed = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Deploys the custom resources of a template as CloudFormation does: asks their functions to create what is new and to
 * update what has changed, and waits for their answers. Rejects if a function fails, so that the deployment does.
 */
export type DeployCustomResources = (
  resources: readonly CustomResourceDefinition[],
  functions: Pick<TemplateFunctions, 'invoke'>,
) => Promise<void>;

/** @param options.dataDir remembers what was deployed from one start to the next; without it, everything is new at first */
export const createCustomResources = (options: {
  readonly stackName: string;
  readonly dataDir: string | undefined;
}): DeployCustomResources => {
  const file = options.dataDir === undefined ? undefined : join(options.dataDir, 'custom-resources.json');
  let deployed: Deployed = file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const StackId = localArn('cloudformation', `stack/${options.stackName}/${randomUUID()}`);

  return async (resources, functions) => {
    for (const { logicalId, type, functionLogicalId, properties } of resources) {
      const before = deployed[logicalId];
      if (isDeepStrictEqual(before, properties)) continue;
      const request = {
        ...{ RequestType: before ? 'Update' : 'Create', StackId, RequestId: randomUUID() },
        ...{ LogicalResourceId: logicalId, ResourceType: type, ResourceProperties: properties },
        ...(before && { OldResourceProperties: before }),
      };
      const { Status, Reason } = await answerOf(request, event => functions.invoke(functionLogicalId, event));
      if (Status === 'FAILED') throw new Error(`The resource ${logicalId} cannot be deployed: ${Reason}`);
      deployed = { ...deployed, [logicalId]: properties };
      if (file !== undefined) writeFileSync(file, JSON.stringify(deployed));
    }
  };
};

type Ids = Pick<Answer, 'StackId' | 'RequestId' | 'LogicalResourceId'>;

/** Invokes the function with an address for its answer, and returns the answer. Rejects if the function ends without one. */
const answerOf = async (request: Ids, invoke: (event: object) => ReturnType<TemplateFunctions['invoke']>) => {
  const path = `/${randomUUID()}`;
  let answer: Answer | undefined;
  const server = createServer(async (message, response) => {
    const body = await readBody(message, MAX_ANSWER_BYTES);
    const status = message.url === path ? statusOf(message) : 403;
    if (status === 200) answer ??= parseAnswer(String(body), request);
    response.writeHead(status).end();
  });
  const { port, close } = await listenOnLoopback(server);
  try {
    const outcome = await invoke({ ...request, ResponseURL: `http://127.0.0.1:${port}${path}` });
    const problem = outcome.ok ? 'it returned' : outcome.error.errorMessage;
    if (!answer) throw new Error(`The function of ${request.LogicalResourceId} did not answer: ${problem}`);
    return answer;
  } finally {
    await close();
  }
};

/** Answers as S3 does at a presigned address: only a PUT without a content type has the right signature, and its length must be known. */
const statusOf = ({ method, headers }: IncomingMessage): number => {
  if (method !== 'PUT' || headers['content-type']) return 403;
  return headers['content-length'] === undefined ? 411 : 200;
};

/** CloudFormation ignores what is no answer to its request. */
const parseAnswer = (text: string, ids: Ids): Answer | undefined => {
  const { success, data } = Answer.safeParse(parseJson(text));
  const isExpected = (['StackId', 'RequestId', 'LogicalResourceId'] as const).every(id => data?.[id] === ids[id]);
  return success && isExpected ? data : undefined;
};
