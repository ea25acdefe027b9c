import { isAbsolute, join } from 'node:path';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { containerFile, systemdUnit } from '../service/recipes.ts';

const NAME = /^[a-z_][a-z0-9_-]{0,31}$/;
/** Of files in recipes: no blanks, quotes, dollar or percent signs, which their readers would take for something else. */
const PATH = /^\/[\w./@+-]*$/;

/**
 * The recipe by which a service manager or a container runs a node: printed, not installed. Spec: 13 §8
 */
export function nodeService(io: Io, { options }: Input): Outcome {
  const { systemd, container, configFile, user = 'eventide', dir = '/var/lib/eventide' } = options;
  if ((systemd === true) === (container === true))
    throw new CliError('CLI_USAGE', { expected: 'one of --systemd and --container' });
  const config = pathOf(io, configFile ?? '/etc/eventide/node.toml', '--config-file');
  const data = pathOf(io, dir, '--dir');
  if (typeof user !== 'string' || !NAME.test(user))
    throw new CliError('CLI_BAD_INPUT', { what: '--user', text: String(user), expected: 'a name of the system' });
  const text =
    systemd === true
      ? systemdUnit({
          config,
          data,
          user,
          command: [process.execPath, join(import.meta.dirname, '../../bin/eventide.mjs')],
        })
      : containerFile({ config, data });
  const kind = systemd === true ? 'systemd' : 'container';
  return { json: { kind, text }, human: text.trimEnd() };
}

function pathOf(io: Io, given: unknown, what: string): string {
  const path = typeof given === 'string' && !isAbsolute(given) ? join(io.folder, given) : given;
  if (typeof path !== 'string' || !PATH.test(path))
    throw new CliError('CLI_BAD_INPUT', { what, text: String(path), expected: 'a plain absolute path' });
  return path;
}
