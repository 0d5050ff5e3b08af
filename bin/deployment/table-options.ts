import type { Command } from 'commander';
import { type DeploymentOptions, type StackOutput, stackOutput } from './stack-outputs.ts';

/** A deployment and, if named, the table that the command is about. */
export interface TableOptions extends DeploymentOptions {
  readonly table?: string;
}

/** Adds the options by which a command finds the deployment and its table, which `tableTitle` calls by name. */
export const withTableOptions = (command: Command, tableTitle: 'audit table' | 'Recordings table'): Command =>
  command
    .option('--stack <name>', 'the deployed stack whose outputs name the resources', 'FlexSecurePlayback')
    .option('--table <name>', `the ${tableTitle}, instead of the one of the stack`)
    .option('--region <name>', "AWS region (default: the AWS configuration's)")
    .option('--endpoint <url>', 'AWS endpoint of a local stack, such as http://127.0.0.1:4566');

/** The table: the one that was named, else the one that the stack names in this output. */
export const tableOf = async (
  options: TableOptions,
  output: Extract<StackOutput, `${string}TableName`>,
): Promise<string> => options.table ?? (await stackOutput(options, output));
