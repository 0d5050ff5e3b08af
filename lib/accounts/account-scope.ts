import { Construct } from 'constructs';

/** Holds the resources of one of several Twilio accounts. The account's SID is its id. */
export class AccountScope extends Construct {}

/**
 * Returns the logical id, or the name of an output, of a construct that each account has: the plain one outside of an account's
 * scope, and inside the plain one with the account's SID.
 */
export const accountLogicalId = (construct: Construct, id: string): string =>
  `${id}${construct.node.scopes.find(scope => scope instanceof AccountScope)?.node.id ?? ''}`;
