import type { Command } from 'commander';
import { inspectCatalogItem } from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { orThrow } from '../deployment/or-throw.ts';
import { recordingSidArgument } from '../deployment/sid-arguments.ts';
import { type TableOptions, tableOf, withTableOptions } from '../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { print } from '../terminal/output.ts';
import { itemText, warnOfUnreadable } from './item-text.ts';

/** `catalog show RE…`: everything that the catalog knows about a recording. */
export const addShow = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withTableOptions(program.command('show'), 'Recordings table')
    .description('Shows what is known about a recording.')
    .argument('<RE…>', "the recording's SID")
    .option('--json', 'answer in JSON')
    .action(async (sid: string, options: TableOptions & { readonly json?: true }) => {
      const recordingSid = recordingSidArgument(sid);
      const client = awsClients(options).dynamoDb();
      const table = await tableOf(options, 'RecordingsTableName');
      const item = orThrow(await inspectCatalogItem({ client, table }, recordingSid));
      if (!item) {
        print(options.json ? 'null\n' : `Nothing is known about ${recordingSid}.\n`);
        exitWith(EXIT_CODE.nothing);
        return;
      }
      print(itemText(item, options.json === true));
      warnOfUnreadable(item);
      if (item.unreadable.length > 0) exitWith(EXIT_CODE.nothing);
    });
};
