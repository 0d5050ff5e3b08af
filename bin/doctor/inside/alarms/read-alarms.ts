import { CLOUDWATCH, callQueryApi, membersAt, textAt } from '../../../deployment/query-api.ts';
import type { DeployedStack } from '../../deployed-stack.ts';

/** An alarm of the stack. */
export interface StackAlarm {
  readonly name: string;
  readonly state: string;
  /** ARNs of what it does when it goes off. Empty if its actions are switched off. */
  readonly actions: readonly string[];
}

const MOST_ALARMS = '100';
/** What follows the name of the stack. */
const OWN_NAME = /^-[A-Za-z0-9]+-[A-Za-z0-9]+$/;

/**
 * Reads the alarms that CloudFormation has named: `STACK-LOGICALID-RANDOM`. Those of a stack with a longer name have more
 * hyphens. Throws what the connection throws.
 */
export const readAlarms = async ({ options }: DeployedStack): Promise<StackAlarm[]> => {
  const alarms: StackAlarm[] = [];
  let token: string | undefined;
  do {
    const page = await callQueryApi(options, CLOUDWATCH, {
      Action: 'DescribeAlarms',
      AlarmNamePrefix: `${options.stack}-`,
      MaxRecords: MOST_ALARMS,
      ...(token !== undefined && { NextToken: token }),
    });
    for (const alarm of membersAt(page, 'MetricAlarms')) {
      const name = textAt(alarm, 'AlarmName') ?? '';
      if (!OWN_NAME.test(name.slice(options.stack.length))) continue;
      const isOn = textAt(alarm, 'ActionsEnabled') === 'true';
      alarms.push({
        name,
        state: textAt(alarm, 'StateValue') ?? '',
        actions: isOn ? membersAt(alarm, 'AlarmActions').map(String) : [],
      });
    }
    token = textAt(page, 'NextToken');
  } while (token !== undefined);
  return alarms;
};
