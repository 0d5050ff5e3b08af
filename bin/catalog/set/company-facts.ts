import type { CompanyFacts } from '../../../lambda/domain/catalog/catalog-update.ts';
import { workerSidArgument } from '../../deployment/sid-arguments.ts';
import { UsageError } from '../../terminal/exit-code.ts';

/** The options of `catalog set`. A `--no-…` option sets `false`. */
export interface CompanyFactsOptions {
  readonly restricted?: boolean;
  readonly tag?: readonly string[];
  /** True unless `--no-tags` is given. */
  readonly tags: boolean;
  readonly team?: string | false;
  readonly queue?: string | false;
  readonly agent?: string | false;
  /** Not one of these facts, because S3 takes part in it: `planHold`. */
  readonly hold?: 'on' | 'off';
}

/** The facts to set, and the facts to clear. */
export interface CompanyDecision {
  readonly facts: CompanyFacts;
  readonly cleared: readonly (keyof CompanyFacts)[];
}

/**
 * Returns the facts to set and to clear, which may be none beside a hold. Throws `UsageError` when the options change nothing, contradict each other or
 * contain an empty name.
 */
export const companyDecision = ({
  restricted,
  tag,
  tags,
  team,
  queue,
  agent,
  hold,
}: CompanyFactsOptions): CompanyDecision => {
  if (tag && !tags) throw new UsageError('--tag and --no-tags contradict each other. Use only one of them.');
  const decision: CompanyDecision = {
    facts: {
      ...(restricted !== undefined && { restricted }),
      ...(tag && { tags: tag.map(label => nonEmpty('--tag', label)) }),
      ...(isGiven(team) && { team: nonEmpty('--team', team) }),
      ...(isGiven(queue) && { queue: nonEmpty('--queue', queue) }),
      ...(isGiven(agent) && { agentWorkerSid: workerSidArgument(agent) }),
    },
    cleared: [
      ...(tags ? [] : (['tags'] as const)),
      ...(team === false ? (['team'] as const) : []),
      ...(queue === false ? (['queue'] as const) : []),
      ...(agent === false ? (['agentWorkerSid'] as const) : []),
    ],
  };
  if (Object.keys(decision.facts).length + decision.cleared.length > 0 || hold !== undefined) return decision;
  throw new UsageError('There is nothing to set. Example: flex-catalog set RE… --restricted --team billing');
};

const isGiven = (name: string | false | undefined): name is string => typeof name === 'string';

const nonEmpty = (option: string, name: string): string => {
  if (name !== '') return name;
  throw new UsageError(`${option} needs a name. Example: ${option} billing`);
};
