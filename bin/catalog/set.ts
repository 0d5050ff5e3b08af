import type { Command } from 'commander';
import {
  dynamoDbCatalogWriter,
  inspectCatalogItem,
} from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { orThrow } from '../deployment/or-throw.ts';
import { recordingSidArgument } from '../deployment/sid-arguments.ts';
import { type TableOptions, tableOf, withTableOptions } from '../deployment/table-options.ts';
import { AwsError } from '../terminal/exit-code.ts';
import { print } from '../terminal/output.ts';
import { type CompanyFactsOptions, companyWord } from './company-facts.ts';
import { itemText, warnOfUnreadable } from './item-text.ts';

interface SetOptions extends TableOptions, CompanyFactsOptions {
  readonly json?: true;
}

/** `catalog set RE…`: what only the company knows, or knows better than Twilio. */
export const addSet = (program: Command): void => {
  withTableOptions(program.command('set'), 'Recordings table')
    .description('Adds facts to a recording. They count before what Twilio tells.')
    .argument('<RE…>', "the recording's SID")
    .option('--restricted', 'only for those whom the policies let hear restricted recordings')
    .option('--no-restricted', 'no longer restricted')
    .option('--tag <label>', 'a tag; repeat it for several. They replace those that are there', collect)
    .option('--no-tags', 'no tags any more')
    .option('--team <name>', 'the team of the worker who handled the call')
    .option('--no-team', "what Twilio tells, or the agent's")
    .option('--queue <name>', 'the queue that the call came through')
    .option('--no-queue', 'what Twilio tells')
    .option('--agent <WK…>', 'the worker who handled the call')
    .option('--no-agent', 'what Twilio tells')
    .option('--json', 'answer in JSON')
    .action(async (sid: string, options: SetOptions) => {
      const recordingSid = recordingSidArgument(sid);
      const decided = companyWord(options);
      const table = { client: awsClients(options).dynamoDb(), table: await tableOf(options, 'RecordingsTableName') };
      orThrow(await dynamoDbCatalogWriter(table).apply({ recordingSid, decided }));
      const item = await inspectCatalogItem(table, recordingSid);
      if (!item.ok) throw new AwsError(`It is written, but cannot be shown: ${item.error.reason}`);
      if (!item.value) {
        print(options.json ? 'null\n' : `Nothing is known about ${recordingSid}.\n`);
        return;
      }
      print(itemText(item.value, options.json === true));
      warnOfUnreadable(item.value);
    });
};

const collect = (label: string, before: readonly string[] = []): readonly string[] => [...before, label];
