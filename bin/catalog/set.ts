import type { Command } from 'commander';
import {
  dynamoDbCatalogWriter,
  inspectCatalogItem,
} from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { findWorkerSid } from '../deployment/find-workers.ts';
import { orThrow } from '../deployment/or-throw.ts';
import { recordingSidArgument, userArgument } from '../deployment/sid-arguments.ts';
import { resolveTableName, type TableOptions, withTableOptions } from '../deployment/table-options.ts';
import { AwsError } from '../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../terminal/format-option.ts';
import { print } from '../terminal/output.ts';
import { type CompanyFactsOptions, companyDecision } from './company-facts.ts';
import { itemText, warnOfUnreadable } from './item-text.ts';

interface SetOptions extends TableOptions, CompanyFactsOptions, FormatOption {}

/** Adds `catalog set RE…`, which sets facts that only the company knows, or that correct facts of Twilio. */
export const addSet = (program: Command): void => {
  withFormat(withTableOptions(program.command('set'), 'Recordings table'))
    .description('Sets facts of a recording. They take precedence over what Twilio reports.')
    .argument('<RE…>', "the recording's SID")
    .option('--restricted', 'only users whom the policies allow restricted recordings may listen')
    .option('--no-restricted', 'no longer restricted')
    .option('--tag <label>', 'a tag; repeat the option for several tags. They replace the existing tags', collect)
    .option('--no-tags', 'remove all tags')
    .option('--team <name>', 'the team of the worker who handled the call')
    .option('--no-team', "use what Twilio reports, or the agent's team")
    .option('--queue <name>', 'the queue that the call came through')
    .option('--no-queue', 'use what Twilio reports')
    .option('--agent <WK… | e-mail>', 'the worker who handled the call')
    .option('--no-agent', 'use what Twilio reports')
    .action(async (sid: string, options: SetOptions) => {
      const recordingSid = recordingSidArgument(sid);
      const isJson = options.format === 'json';
      const decided = companyDecision({ ...options, ...(await findAgentBySid(options)) });
      const table = {
        client: awsClients(options).dynamoDb(),
        table: await resolveTableName(options, 'RecordingsTableName'),
      };
      orThrow(await dynamoDbCatalogWriter(table).apply({ recordingSid, decided }));
      const item = await inspectCatalogItem(table, recordingSid);
      if (!item.ok) throw new AwsError(`The facts were written, but the entry cannot be shown: ${item.error.reason}`);
      if (!item.value) {
        print(isJson ? 'null\n' : `Nothing is known about ${recordingSid}.\n`);
        return;
      }
      print(itemText(item.value, isJson));
      warnOfUnreadable(item.value);
    });
};

/** Finds the worker SID of an agent who is named by e-mail address. */
const findAgentBySid = async ({ agent, ...options }: SetOptions): Promise<Pick<SetOptions, 'agent'>> =>
  typeof agent === 'string' && agent.includes('@') ? { agent: await findWorkerSid(options, userArgument(agent)) } : {};

const collect = (label: string, before: readonly string[] = []): readonly string[] => [...before, label];
