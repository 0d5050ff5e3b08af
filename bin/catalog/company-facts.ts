import type { CompanyFacts } from '../../lambda/domain/catalog/catalog-update.ts';
import { workerSidArgument } from '../deployment/sid-arguments.ts';
import { UsageError } from '../terminal/exit-code.ts';

/** What `catalog set` is told; `false` is the word of a `--no-…` option. */
export interface CompanyFactsOptions {
  readonly restricted?: boolean;
  readonly tag?: readonly string[];
  /** True unless `--no-tags` was said. */
  readonly tags: boolean;
  readonly team?: string | false;
  readonly queue?: string | false;
  readonly agent?: string | false;
}

/** What the company says from now on, and what it says nothing about any more. */
export interface CompanyWord {
  readonly facts: CompanyFacts;
  readonly cleared: readonly (keyof CompanyFacts)[];
}

/** The options as an update. Throws `UsageError` when they say nothing, contradict one another or leave a name empty. */
export const companyWord = ({ restricted, tag, tags, team, queue, agent }: CompanyFactsOptions): CompanyWord => {
  if (tag && !tags) throw new UsageError('--tag and --no-tags contradict each other. Say one of them.');
  const word: CompanyWord = {
    facts: {
      ...(restricted !== undefined && { restricted }),
      ...(tag && { tags: tag.map(label => named('--tag', label)) }),
      ...(isGiven(team) && { team: named('--team', team) }),
      ...(isGiven(queue) && { queue: named('--queue', queue) }),
      ...(isGiven(agent) && { agentWorkerSid: workerSidArgument(agent) }),
    },
    cleared: [
      ...(tags ? [] : (['tags'] as const)),
      ...(team === false ? (['team'] as const) : []),
      ...(queue === false ? (['queue'] as const) : []),
      ...(agent === false ? (['agentWorkerSid'] as const) : []),
    ],
  };
  if (Object.keys(word.facts).length + word.cleared.length > 0) return word;
  throw new UsageError('There is nothing to set. Example: catalog set RE… --restricted --team billing');
};

const isGiven = (name: string | false | undefined): name is string => typeof name === 'string';

const named = (option: string, name: string): string => {
  if (name !== '') return name;
  throw new UsageError(`${option} needs a name. Example: ${option} billing`);
};
