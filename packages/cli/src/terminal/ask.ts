import type { Ask } from '../command.ts';
import { CliError } from '../errors.ts';

/** Questions on this terminal, asked on standard error so that results stay clean. The library is loaded at the first question. */
export const terminalAsk: Ask = {
  text: (message) => asked(async ({ input }) => input({ message }, context)),
  secret: (message) => asked(async ({ password }) => password({ message, mask: true }, context)),
  confirm: (message) => asked(async ({ confirm }) => confirm({ message, default: false }, context)),
  choose: (message, choices) => asked(async ({ select }) => select({ message, choices }, context)),
};

const context = { output: process.stderr };

async function asked<T>(question: (prompts: typeof import('@inquirer/prompts')) => Promise<T>): Promise<T> {
  try {
    return await question(await import('@inquirer/prompts'));
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ExitPromptError')
      throw new CliError('CLI_INTERRUPTED', {}, { cause });
    throw cause;
  }
}
