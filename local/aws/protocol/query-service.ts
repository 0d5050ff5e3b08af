import { randomUUID } from 'node:crypto';
import type { Permission } from '../iam/role-policy.ts';
import { element } from '../s3/s3-xml.ts';
import type { Answer } from './answer.ts';
import { readBody } from './aws-request.ts';
import type { AwsService } from './aws-service.ts';
import { queryAnswer, queryError, queryRefusal } from './query-protocol.ts';

/** One operation of a service with AWS's Query protocol. */
export interface QueryOperation {
  /** The parameters that the local service understands. Others are refused, not ignored. */
  readonly parameters: readonly string[];
  readonly needs: (input: URLSearchParams) => Permission[];
  /** Returns the content of the result element, or an error. */
  readonly run: (input: URLSearchParams) => string | Answer;
}

/** Creates a service with AWS's Query protocol from its operations, by name. */
export const createQueryService = (options: {
  readonly signingName: string;
  readonly namespace: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}): AwsService => ({
  signingName: options.signingName,
  refuse: queryRefusal,
  identify: async request => {
    const input = new URLSearchParams(String((await readBody(request.body)) ?? ''));
    const name = input.get('Action') ?? 'Unknown';
    const operation = options.operations[name];
    return {
      name,
      needs: operation?.needs(input) ?? [],
      run: async () => {
        if (!operation) return queryError(400, 'InvalidAction', `${name} is not implemented locally`);
        const unknown = [...input.keys()].find(key => !['Action', 'Version', ...operation.parameters].includes(key));
        if (unknown) return queryError(400, 'InvalidParameter', `${unknown} of ${name} is not implemented locally`);
        const result = operation.run(input);
        if (typeof result !== 'string') return result;
        const metadata = `<ResponseMetadata>${element('RequestId', randomUUID())}</ResponseMetadata>`;
        return queryAnswer(
          `<${name}Response xmlns="${options.namespace}"><${name}Result>${result}</${name}Result>${metadata}</${name}Response>`,
        );
      },
    };
  },
});
