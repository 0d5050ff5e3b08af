import type { Command } from 'commander';
import { withAwsOptions } from './aws-options.ts';
import { defaultStack } from './default-stack.ts';
import { type DeploymentOptions, readStackOutput, type StackOutput } from './stack-outputs.ts';

/** The options that select a deployment and, optionally, a table instead of the stack's. */
export interface TableOptions extends DeploymentOptions {
  readonly table?: string;
}

/**
 * Adds the options with which a command finds the deployment and its table.
 * @param tableTitle the table's name in the help text
 */
export const withTableOptions = (command: Command, tableTitle: 'audit table' | 'Recordings table'): Command =>
  withAwsOptions(command)
    .option('--stack <name>', 'the deployed stack whose outputs name the resources', defaultStack())
    .option('--account <AC…>', 'the Twilio account, of a stack with several ones')
    .option('--table <name>', `the ${tableTitle}, instead of the stack's`);

/** Returns the table that the user named. Otherwise reads its name from the stack's output. */
export const resolveTableName = async (
  options: TableOptions,
  output: Extract<StackOutput, `${string}TableName`>,
): Promise<string> => options.table ?? (await readStackOutput(options, output));
