import type { Command } from 'commander';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { print, printJson } from '../terminal/output.ts';
import { type FlexOptions, openAccount, withFlexOptions } from './flex-options.ts';
import { planSettings } from './plan-settings.ts';
import { isMissing } from './planned-setting.ts';
import { settingsTable } from './settings-table.ts';

/** Adds `flex plan`, which compares the Twilio account with the deployment and changes nothing. */
export const addPlan = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFlexOptions(program.command('plan'))
    .description('Shows what is set, what is missing, and what apply would change. Changes nothing.')
    .action(async (options: FlexOptions) => {
      const { account, expected } = await openAccount(options);
      const settings = planSettings(account, expected);
      const missing = settings.filter(isMissing);
      if (options.format === 'json') printJson({ settings, missing: missing.map(({ id }) => id) });
      else print(`${settingsTable(settings)}\n${summary(missing.length)}`);
      if (missing.length > 0) exitWith(EXIT_CODE.nothing);
    });
};

const summary = (missing: number): string =>
  missing === 0 ? 'Nothing is missing.\n' : `${missing} ${missing === 1 ? 'setting is' : 'settings are'} missing.\n`;
