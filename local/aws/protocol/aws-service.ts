import type { Permission } from '../iam/role-policy.ts';
import type { VerifiedSignature } from '../iam/signature.ts';
import type { Answer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { Refusal } from './refusal.ts';

/** A call with a verified signature. Its body is checked while it is read. */
export interface SignedRequest extends AwsRequest {
  readonly signature: VerifiedSignature;
}

/** The operation of a call, with the permissions that it needs. */
export interface Operation {
  /** The API's name, such as `PutItem`. */
  readonly name: string;
  readonly needs: readonly Permission[];
  /** Called only when all permissions in `needs` are granted. `allows` checks another permission. */
  readonly run: (allows: (permission: Permission) => boolean) => Promise<Answer>;
}

/** One AWS service of the endpoint. */
export interface AwsService {
  /** The service name in the scope of signatures, such as `s3`. */
  readonly signingName: string;
  /** Parses a call. For invalid input, returns an operation that answers the error. */
  readonly identify: (request: SignedRequest) => Promise<Operation>;
  readonly refuse: (refusal: Refusal) => Answer;
  /** Answers a CORS preflight. Only services for browsers have it. */
  readonly preflight?: (request: AwsRequest) => Answer;
  /** Returns headers for every answer to this request, including refusals. */
  readonly commonHeaders?: (request: AwsRequest) => Record<string, string>;
  /** Returns the answer with what the service does once it has been sent. `requester` is an ARN, or `-`. */
  readonly logged?: (request: AwsRequest, answer: Answer, requester: string) => Answer;
  readonly close?: () => Promise<void>;
}

/** Returns an operation that needs no permission and answers an error. */
export const fixedAnswer = (answer: Answer, name = 'Unknown'): Operation => ({
  name,
  needs: [],
  run: async () => answer,
});
