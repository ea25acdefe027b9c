import { execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The wallet of the reference, a folder of its own, and the node it speaks to. */
export type RuskWallet = {
  /** Runs one command; what it prints besides its log. Its exit code tells nothing. */
  run(...words: readonly string[]): Promise<string>;
  /** The same at a terminal, where it asks: each answer is typed when what it waits for was printed. */
  atTerminal(words: readonly string[], answers: readonly (readonly [shown: string, typed: string])[]): Promise<string>;
};

export const PASSWORD = 'only for tests';
const ENTER = '\r';
export const ESCAPE = '\x1b';
/** It asks a terminal where the cursor is, and waits for the answer. */
const CURSOR_QUESTION = '\x1b[6n';
const CURSOR_ANSWER = '\x1b[1;1R';

/** The wallet of these words, typed as people do. */
export async function restoreRuskWallet(
  binary: string,
  folder: string,
  url: string,
  mnemonic: string,
): Promise<RuskWallet> {
  const wallet = openRuskWallet(binary, folder, url);
  await wallet.atTerminal(
    ['restore'],
    [
      ['enter the mnemonic phrase', mnemonic + ENTER],
      ['Password:', PASSWORD + ENTER],
      ['Confirm password:', PASSWORD + ENTER],
    ],
  );
  return wallet;
}

/** A folder that has no wallet yet. */
export function openRuskWallet(binary: string, folder: string, url: string): RuskWallet {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.toml'), `state = "${url}"\nprover = "${url}"\narchiver = "${url}"\n`);
  const env = { PATH: process.env.PATH, HOME: folder, RUSK_WALLET_PWD: PASSWORD };
  const all = (words: readonly string[]): string[] => ['--wallet-dir', folder, '--log-level', 'error', ...words];
  return {
    run: (...words) =>
      new Promise((resolve, reject) => {
        // What went wrong is told apart.
        const child = execFile(binary, all(words), { env }, (error, out, told) =>
          error ? reject(error) : resolve(plain(out + told)),
        );
        child.stdin?.end();
      }),
    atTerminal(words, answers) {
      const line = [binary, ...all(words)].map((word) => `'${word}'`).join(' ');
      const child = spawn('script', ['-qec', `stty cols 500 rows 50; ${line}`, '/dev/null'], { env });
      const left = [...answers];
      let said = '';
      let seen = 0;
      child.stdout.on('data', (part: Buffer) => {
        said += part;
        if (part.includes(CURSOR_QUESTION)) child.stdin.write(CURSOR_ANSWER);
        const at = left[0] === undefined ? -1 : said.indexOf(left[0][0], seen);
        if (at < 0) return;
        seen = at + (left[0]?.[0].length ?? 0);
        child.stdin.write(left.shift()?.[1] ?? '');
      });
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', () => resolve(plain(said)));
      });
    },
  };
}

/** Without colours and movements of the cursor. */
function plain(text: string): string {
  return stripVTControlCharacters(text).trim();
}
