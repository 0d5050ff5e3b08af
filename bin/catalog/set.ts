import type { Command } from 'commander';
import { dynamoDbCatalogWriter, inspectCatalogItem } from '../../lambda/adapters/dynamodb-recording-catalog.ts';
import type { CompanyFacts } from '../../lambda/domain/catalog-update.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { orThrow } from '../deployment/or-throw.ts';
import { recordingSidArgument, workerSidArgument } from '../deployment/sid-arguments.ts';
import { type TableOptions, tableOf, withTableOptions } from '../deployment/table-options.ts';
import { AwsError, UsageError } from '../terminal/exit-code.ts';
import { itemText, warnOfUnreadable } from './item-text.ts';

interface SetOptions extends TableOptions {
  readonly restricted?: boolean;
  readonly tag?: readonly string[];
  readonly team?: string;
  readonly queue?: string;
  readonly agent?: string;
  readonly json?: true;
}

/** `catalog set RE…`: what only the company knows, or knows better than Twilio. */
export const addSet = (program: Command): void => {
  withTableOptions(program.command('set'), 'Recordings table')
    .description('Adds facts to a recording. They count before what Twilio tells.')
    .argument('<RE…>', "the recording's SID")
    .option('--restricted', 'only for those whom the policies let hear restricted recordings')
    .option('--no-restricted', 'no longer restricted')
    .option('--tag <label...>', 'the tags, all of them: they replace those that are there')
    .option('--team <name>', 'the team of the worker who handled the call')
    .option('--queue <name>', 'the queue that the call came through')
    .option('--agent <WK…>', 'the worker who handled the call')
    .option('--json', 'answer in JSON')
    .action(async (sid: string, options: SetOptions) => {
      const recordingSid = recordingSidArgument(sid);
      const facts = factsFrom(options);
      const table = { client: awsClients(options).dynamoDb(), table: await tableOf(options, 'RecordingsTableName') };
      orThrow(await dynamoDbCatalogWriter(table).apply({ recordingSid, decided: { facts, cleared: [] } }));
      const item = await inspectCatalogItem(table, recordingSid);
      if (!item.ok) throw new AwsError(`It is written, but cannot be shown: ${item.error.reason}`);
      if (!item.value) return;
      process.stdout.write(itemText(item.value, options.json === true));
      warnOfUnreadable(item.value);
    });
};

const factsFrom = ({ restricted, tag, team, queue, agent }: SetOptions): CompanyFacts => {
  const facts: CompanyFacts = {
    ...(restricted !== undefined && { restricted }),
    ...(tag && { tags: tag }),
    ...(team !== undefined && { team: named('--team', team) }),
    ...(queue !== undefined && { queue: named('--queue', queue) }),
    ...(agent !== undefined && { agentWorkerSid: workerSidArgument(agent) }),
  };
  if (Object.keys(facts).length > 0) return facts;
  throw new UsageError('There is nothing to set. Example: catalog set RE… --restricted --team billing');
};

const named = (option: string, name: string): string => {
  if (name !== '') return name;
  throw new UsageError(`${option} needs a name. Example: ${option} billing`);
};
