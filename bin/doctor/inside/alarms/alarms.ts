import { green, red, yellow } from '../../check.ts';
import { inside } from '../../inside-check.ts';
import { readAlarms } from './read-alarms.ts';

/** Most names that are shown. */
const SHOWN = 3;

/** Whether the alarms exist, do something, and are quiet. */
export const alarms = inside({
  id: 'alarms',
  title: 'Alarms',
  permissions: ['cloudwatch:DescribeAlarms'],
  run: async stack => {
    const all = await readAlarms(stack);
    if (all.length === 0)
      return red(`no alarm has a name that begins with ${stack.options.stack}-`, 'Deploy the stack again');
    const silent = all.filter(({ actions }) => actions.length === 0);
    if (silent.length > 0) {
      return yellow(
        `${silent.length} of ${all.length} alarms tell nobody`,
        'Set alarmEmail or alarmTopicArn in cdk.json and deploy; or switch their actions on again',
      );
    }
    const loud = all.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
    if (loud.length === 0) return green(`${all.length}, none in alarm`);
    const more = loud.length > SHOWN ? ` and ${loud.length - SHOWN} more` : '';
    return yellow(
      `in alarm: ${loud.slice(0, SHOWN).join(', ')}${more}`,
      "Each alarm's description names its runbook in docs/operations.md",
    );
  },
});
