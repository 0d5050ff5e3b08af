import type { Command } from 'commander';
import { EXIT_CODE, type ExitCode, UsageError } from '../terminal/exit-code.ts';
import { note, print, printJson } from '../terminal/output.ts';
import { printable } from '../terminal/printable.ts';
import { applySetting } from './apply-setting.ts';
import { confirm } from './confirm.ts';
import { type FlexOptions, openAccount, withFlexOptions } from './flex-options.ts';
import { planSettings } from './plan-settings.ts';
import { isMissing, type PlannedSetting } from './planned-setting.ts';
import { settingsTable } from './settings-table.ts';

interface ApplyOptions extends FlexOptions {
  readonly yes?: true;
  readonly replace?: true;
}

/** Adds `flex apply`, which changes the settings that `flex plan` shows, one after the other. */
export const addApply = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFlexOptions(program.command('apply'))
    .description('Changes what plan shows, one setting at a time, after a confirmation.')
    .option('--yes', 'do not ask')
    .option('--replace', "also change settings that hold another service's value")
    .action(async (options: ApplyOptions) => {
      const { accountSid, client, account, expected } = await openAccount(options);
      const settings = planSettings(account, expected);
      const chosen = settings.filter(({ state }) => state === 'change' || (state === 'taken' && options.replace));
      const left = settings.filter(setting => isMissing(setting) && !chosen.includes(setting));
      if (options.format !== 'json') print(settingsTable(settings));
      const changed = await applyChosen(chosen, options, setting =>
        applySetting(client, { accountSid, workspaceSid: account.workspaceSid }, setting),
      );
      const remaining = [...left, ...chosen.filter(setting => !changed.includes(setting))];
      if (options.format === 'json') printJson({ changed: changed.map(idOf), missing: remaining.map(idOf) });
      else print(`\n${changed.length} changed, ${remaining.length} still missing.\n`);
      if (remaining.length > 0) exitWith(EXIT_CODE.nothing);
    });
};

const idOf = ({ id }: PlannedSetting): string => id;

/** Changes the settings in their order. Returns those that were changed: none if the user declines. */
const applyChosen = async (
  chosen: readonly PlannedSetting[],
  { yes }: ApplyOptions,
  apply: (setting: PlannedSetting) => Promise<void>,
): Promise<readonly PlannedSetting[]> => {
  if (chosen.length === 0) return [];
  if (!yes && !process.stdin.isTTY)
    throw new UsageError('apply asks before it changes anything. Without a terminal, use --yes');
  if (!yes && !(await confirm(`Change ${chosen.length} ${chosen.length === 1 ? 'setting' : 'settings'}?`))) return [];
  for (const [index, setting] of chosen.entries()) {
    await apply(setting);
    note(`${index + 1} of ${chosen.length}: ${printable(setting.title)} changed\n`);
  }
  return chosen;
};
