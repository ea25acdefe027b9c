import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectFolder } from '../genesis/projectFolder.ts';

type Json = Readonly<Record<string, unknown>>;

/** `eventide <line> --json` as a process of its own: the object it printed. Rejects unless it ends with `exit` (0). */
export async function eventide(line: string, env: Readonly<Record<string, string>>, exit = 0): Promise<Json> {
  const bin = join(projectFolder(), 'packages', 'cli', 'bin', 'eventide.mjs');
  const child = spawn(process.execPath, [bin, ...line.split(' '), '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== exit) throw new Error(`eventide ${line} ended with ${code}: ${out}${err}`);
  return JSON.parse((exit === 0 ? out : err).trim().split('\n').at(-1) as string) as Json;
}
