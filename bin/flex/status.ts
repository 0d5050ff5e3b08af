import type { Command } from 'commander';
import { inspectCatalogItem } from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { parseRecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { orThrow } from '../deployment/or-throw.ts';
import { readStackOutput } from '../deployment/stack-outputs.ts';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { tableWriter } from '../terminal/table.ts';
import { checkCallbacks, type StatusCheck } from './check-callbacks.ts';
import { type FlexOptions, openAccount, withFlexOptions } from './flex-options.ts';
import { planSettings } from './plan-settings.ts';
import { isMissing } from './planned-setting.ts';

/** Adds `flex status`, which sends signed test callbacks to the addresses that are set at Twilio. */
export const addStatus = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFlexOptions(program.command('status'))
    .description(
      'Checks that the settings are right, and that signed callbacks arrive at the addresses that are set at Twilio.',
    )
    .action(async (options: FlexOptions) => {
      const opened = await openAccount(options);
      const missing = planSettings(opened.account, opened.expected).filter(isMissing);
      const table = await readStackOutput(options, 'RecordingsTableName');
      const isInCatalog = async (sid: string): Promise<boolean> => {
        const recordingSid = parseRecordingSid(sid);
        if (!recordingSid) return false;
        const found = await inspectCatalogItem({ client: awsClients(options).dynamoDb(), table }, recordingSid);
        return orThrow(found) !== undefined;
      };
      const checks: StatusCheck[] = [
        {
          check: 'settings at Twilio',
          result: missing.length === 0 ? 'ok' : 'failed',
          details:
            missing.length === 0
              ? 'all set'
              : `missing: ${missing.map(({ id }) => id).join(', ')}; see flex-setup plan`,
        },
        ...(await checkCallbacks({ ...opened, twilioBaseUrl: options.twilioBaseUrl, isInCatalog })),
      ];
      if (options.format === 'json') printJson({ checks });
      else print(checksTable(checks));
      if (checks.some(({ result }) => result === 'failed')) exitWith(EXIT_CODE.nothing);
    });
};

const COLOUR = { ok: 'green', failed: 'red', skipped: 'dim' } as const;

const checksTable = (checks: readonly StatusCheck[]): string => {
  const table = tableWriter([
    { title: 'check', least: 36, overflow: 'wrap' },
    { title: 'result', least: 8, overflow: 'wrap' },
    { title: 'details', least: 30, most: 120, overflow: 'wrap' },
  ]);
  const rows = checks.map(({ check, result, details }) => [
    { text: check },
    { text: result, colour: COLOUR[result] },
    { text: details },
  ]);
  return table.header() + table.rows(rows);
};
