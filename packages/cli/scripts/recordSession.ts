/**
 * Records `npm start` and a private payment from a second terminal, without a pseudo-terminal: what both print is written down with its
 * time. Makes docs/session.cast (asciicast, version 2), docs/session.txt (the same as plain text) and the excerpt in the README.
 * `npx node packages/cli/scripts/recordSession.ts`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const launcher = join(root, 'scripts', 'launch.mjs');
const PORT_BASE = 28_400;
/** Columns and rows of the picture. */
const SIZE = { width: 120, height: 40 } as const;
/** Longest pause that is kept: people do not watch a machine wait. */
const LONGEST_PAUSE_SEC = 1.5;
/** Time between two characters of what is typed. */
const TYPING_SEC = 0.03;
const BLOCKS_AFTER = 3;

const commands = ['npx eventide wallet send 12.5 --from alice --to bob', 'npx eventide wallet balance bob'];

type Event = readonly [timeSec: number, kind: 'o', text: string];

/** Takes down what is shown, with pauses cut to what somebody would wait. */
class Recorder {
  readonly events: Event[] = [];
  #shownSec = 0;
  #lastMs = performance.now();

  show(text: string): void {
    const now = performance.now();
    this.#shownSec += Math.min((now - this.#lastMs) / 1_000, LONGEST_PAUSE_SEC);
    this.#lastMs = now;
    this.#put(text);
  }

  /** As if typed at a prompt. */
  type(command: string): void {
    this.show('\n$ ');
    for (const letter of command) {
      this.#shownSec += TYPING_SEC;
      this.#put(letter);
    }
    this.#put('\n');
  }

  #put(text: string): void {
    this.events.push([Math.round(this.#shownSec * 1_000) / 1_000, 'o', text.replace(/\r?\n/g, '\r\n')]);
  }
}

/** The ports of a first start, so that the picture shows what people get. */
function shown(text: string): string {
  const names: readonly (readonly [number, number])[] = [
    [PORT_BASE, 8080],
    [PORT_BASE + 1, 4100],
    [PORT_BASE + 2, 4200],
    [PORT_BASE + 3, 9180],
    [PORT_BASE + 21, 9000],
    [PORT_BASE + 24, 9003],
  ];
  return names.reduce((told, [port, first]) => told.replaceAll(String(port), String(first)), text);
}

function run(words: readonly string[], env: NodeJS.ProcessEnv, onText: (text: string) => void): ChildProcess {
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout?.setEncoding('utf8').on('data', onText);
  child.stderr?.setEncoding('utf8').on('data', onText);
  return child;
}

async function record(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'eventide-session-'));
  const env = { ...process.env, EVENTIDE_HOME: join(home, '.eventide'), HOME: home };
  const recorder = new Recorder();
  let said = '';
  let wake = (): void => {};
  recorder.type('npm start');
  const network = run([launcher, 'start', '--port-base', String(PORT_BASE)], env, (text) => {
    said += text;
    recorder.show(shown(text));
    wake();
  });
  const ended = once(network, 'exit');
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(said)) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([changed, ended.then(() => Promise.reject(new Error(`npm start ended:\n${said}`)))]);
    }
  };
  const blocks = (): number => [...said.matchAll(/ block (\d+) /g)].length;
  const more = async (count: number): Promise<void> => {
    const wanted = blocks() + count;
    while (blocks() < wanted) await new Promise<void>((resolve) => (wake = resolve));
  };
  try {
    await until(/ block \d+ /);
    await more(1);
    for (const command of commands) {
      recorder.type(command);
      const words = [join(root, 'packages/cli/bin/eventide.mjs'), ...command.split(' ').slice(2)];
      const child = run(words, env, (text) => recorder.show(text));
      await once(child, 'exit');
    }
    await more(BLOCKS_AFTER);
    recorder.show('^C\n');
    network.kill('SIGINT');
    await ended;
  } finally {
    network.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
  const header = {
    version: 2,
    ...SIZE,
    title: 'Eventide: a private ledger and a private payment',
    env: { TERM: 'xterm' },
  };
  const clean = recorder.events.map(([at, kind, part]): Event => [at, kind, part.replaceAll(`${home}/`, '')]);
  const lines = [header, ...clean].map((line) => JSON.stringify(line));
  writeFileSync(join(root, 'docs/session.cast'), `${lines.join('\n')}\n`);
  const text = clean.map(([, , part]) => part).join('');
  const plain = text.replaceAll('\r', '').trim();
  writeFileSync(join(root, 'docs/session.txt'), `${plain}\n`);
  const readme = join(root, 'README.md');
  writeFileSync(readme, readFileSync(readme, 'utf8').replace(PLACE, `$1${excerpt(plain)}\n$2`));
}

/** Where the README has the excerpt. */
const PLACE = /(<!-- made by packages\/cli\/scripts\/recordSession\.ts -->\n```text\n)[^`]*(```)/;

/** Without accounts, progress, and blocks with nothing in them but the first. */
function excerpt(plain: string): string {
  const [start = '', ...rest] = plain.split('\n$ ');
  const steps = start.split('\n').filter((line) => / \d\/5 |^\$ |^Eventide| Wallet | API /.test(line));
  const [first = ''] = start.split('\n').filter((line) => / block 1 /.test(line));
  const told = rest.flatMap((part) => [
    '',
    ...`$ ${part}`.split('\n').filter((line) => !/ 0 tx |^(syncing|proving) |^$/.test(line)),
  ]);
  return [...steps, first, ...told].join('\n');
}

await record();
