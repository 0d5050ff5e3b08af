import { Argument, type Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];

/**
 * Adds `completion bash` and so on, which prints the script that completes the program's commands, options and choices,
 * and the hidden command `complete`, which that script calls at each press of the Tab key.
 * @param build builds the program again, for the description of its commands
 * @param argv as `process.argv`
 */
export const addCompletion = (program: Command, build: () => Command, argv: readonly string[]): void => {
  const complete = async () => {
    const { default: tab } = await import('@bomb.sh/tab/commander');
    const described = build();
    tab(described, { completionCommandName: 'completion' });
    await described.parseAsync([...argv]);
  };
  program
    .command('completion')
    .description(`prints a script that completes this program in a shell: source <(${program.name()} completion bash)`)
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(complete);
  program.command('complete', { hidden: true }).argument('[words...]').action(complete);
};
