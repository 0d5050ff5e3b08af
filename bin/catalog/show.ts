import type { Command } from 'commander';
import { inspectCatalogItem } from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { orThrow } from '../deployment/or-throw.ts';
import { recordingSidArgument } from '../deployment/sid-arguments.ts';
import { resolveTableName, type TableOptions, withTableOptions } from '../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../terminal/format-option.ts';
import { print } from '../terminal/output.ts';
import { itemText, warnOfUnreadable } from './item-text.ts';

/** Adds `catalog show RE…`, which prints all facts that the catalog has about a recording. */
export const addShow = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFormat(withTableOptions(program.command('show'), 'Recordings table'))
    .description('Shows what is known about a recording.')
    .argument('<RE…>', "the recording's SID")
    .action(async (sid: string, options: TableOptions & FormatOption) => {
      const recordingSid = recordingSidArgument(sid);
      const isJson = options.format === 'json';
      const client = awsClients(options).dynamoDb();
      const table = await resolveTableName(options, 'RecordingsTableName');
      const item = orThrow(await inspectCatalogItem({ client, table }, recordingSid));
      if (!item) {
        print(isJson ? 'null\n' : `Nothing is known about ${recordingSid}.\n`);
        exitWith(EXIT_CODE.nothing);
        return;
      }
      print(itemText(item, isJson));
      warnOfUnreadable(item);
      if (item.unreadable.length > 0) exitWith(EXIT_CODE.nothing);
    });
};
