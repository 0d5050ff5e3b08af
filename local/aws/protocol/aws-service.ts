import type { Permission } from '../iam/role-policy.ts';
import type { VerifiedSignature } from '../iam/signature.ts';
import type { Answer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { Refusal } from './refusal.ts';

/** A call whose signature is genuine, and whose body is checked as it is read. */
export interface SignedRequest extends AwsRequest {
  readonly signature: VerifiedSignature;
}

/** A call, understood: what it is, what permission it takes, and how to answer it. */
export interface Operation {
  /** The API's name for it, such as `PutItem`. */
  readonly name: string;
  readonly needs: readonly Permission[];
  /** Called only when all of `needs` is granted. `allows` asks about a further permission. */
  readonly run: (allows: (permission: Permission) => boolean) => Promise<Answer>;
}

/** One AWS service behind the endpoint. Adding a service means adding one of these to the endpoint's list. */
export interface AwsService {
  /** The name that signatures are scoped to, such as `s3`. */
  readonly signingName: string;
  /** Reads what the call asks for. Never rejects on bad input: it gives an operation that answers the error. */
  readonly identify: (request: SignedRequest) => Promise<Operation>;
  readonly refuse: (refusal: Refusal) => Answer;
  /** Answers a CORS preflight; only a service that browsers talk to has one. */
  readonly preflight?: (request: AwsRequest) => Answer;
  /** Headers for every answer to this request, refusals included. */
  readonly commonHeaders?: (request: AwsRequest) => Record<string, string>;
  readonly close?: () => Promise<void>;
}

/** An operation that needs no permission because it only says what is wrong. */
export const answering = (answer: Answer, name = 'Unknown'): Operation => ({
  name,
  needs: [],
  run: async () => answer,
});
