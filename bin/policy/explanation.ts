import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyRequest } from '../../lambda/domain/policy/entity-access.ts';
import type { EntityUid } from '../../lambda/domain/policy/value.ts';
import type { AccessDecision } from '../../lambda/domain/shared/access-decision.ts';
import { recordToJson } from '../../lib/policy/cedar-json.ts';
import { colours } from '../terminal/colours.ts';
import { printable } from '../terminal/printable.ts';
import { tableWriter } from '../terminal/table.ts';

/** A decision with the policies and facts that led to it. */
export interface Explanation {
  readonly decision: 'allow' | 'deny';
  readonly reason: string;
  readonly policyIds: readonly string[];
  readonly policySet: string;
  /** False: the catalog has no entry for the recording, so policies that need its facts do not apply. */
  readonly inCatalog: boolean;
  /** In Cedar's JSON notation, without unknown facts. Absent when no policy was evaluated. */
  readonly facts?: {
    readonly principal: Readonly<Record<string, CedarValueJson>>;
    readonly resource: Readonly<Record<string, CedarValueJson>>;
    readonly context: Readonly<Record<string, CedarValueJson>>;
  };
}

/** Builds the explanation of a decision that policies made. */
export const explanation = (decision: AccessDecision, request: PolicyRequest, inCatalog: boolean): Explanation => {
  const { allowed, reason, policyIds, policySet } = decision;
  const roles = request.entities.get(request.principal.key)?.parents.map(({ id }) => id) ?? [];
  return {
    decision: allowed ? 'allow' : 'deny',
    reason,
    policyIds,
    policySet,
    inCatalog,
    facts: {
      principal: { roles, ...attributes(request, request.principal) },
      resource: attributes(request, request.resource),
      context: recordToJson(request.context),
    },
  };
};

/** Builds the explanation of a denial that was made without evaluating policies: its catalog entry cannot be read. */
export const explanationWithoutFacts = ({ reason, policyIds, policySet }: AccessDecision): Explanation => ({
  decision: 'deny',
  reason,
  policyIds,
  policySet,
  inCatalog: true,
});

const attributes = (request: PolicyRequest, uid: EntityUid) =>
  recordToJson(request.entities.get(uid.key)?.attributes ?? new Map());

/** Printed when only the roles were given. A deployment always knows the identity. */
const IDENTITY_UNKNOWN =
  "The user's identity is not known here, so a policy that uses it fails. Pass it with --identity.";

/** Formats the explanation as text. */
export const explanationText = (explained: Explanation): string => {
  const { decision, reason, policyIds, policySet, inCatalog, facts } = explained;
  const verdict = decision === 'allow' ? colours.green('allowed') : colours.red('denied');
  const noPolicy = facts
    ? 'no policy: denied because no policy permits it'
    : 'no policy: the catalog entry cannot be read';
  return [
    `${verdict}  ${printable(reason)}`,
    `by       ${printable(policyIds.join(', ')) || noPolicy}`,
    `set      ${policySet}`,
    ...(inCatalog ? [] : [colours.yellow('The catalog has no entry for this recording.')]),
    ...(facts ? factLines(facts) : []),
  ].join('\n');
};

const factLines = (facts: NonNullable<Explanation['facts']>): readonly string[] => {
  const table = tableWriter([
    { title: 'fact', least: 28, overflow: 'wrap' },
    { title: 'value', least: 12, most: 200, overflow: 'wrap' },
  ]);
  const rows = Object.entries(facts).flatMap(([variable, known]) =>
    Object.entries(known).map(([name, value]) => [{ text: `${variable}.${name}` }, { text: shown(value) }]),
  );
  const identityKnown = 'identity' in facts.principal;
  return [...(identityKnown ? [] : [colours.yellow(IDENTITY_UNKNOWN)]), '', table.header() + table.rows(rows)];
};

/** Formats a value: an extension value by its argument, a string as it is, everything else as JSON. */
const shown = (value: CedarValueJson): string => {
  if (typeof value === 'object' && value !== null && '__extn' in value) {
    return String((value['__extn'] as { readonly arg: unknown }).arg);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
};
