import type { Io } from '../../command.ts';
import { accountsText, keysLine, type Reporter } from './reporter.ts';
import type { Running } from './start.ts';

/** A failure is told: the network itself goes on. */
async function nextBlock(running: Running, reporter: Reporter): Promise<void> {
  try {
    const answer = (await running.control('mine', { count: 1 })) as { readonly ok?: boolean; readonly code?: string };
    if (answer.ok === false) reporter.say(`no block: ${answer.code}`);
  } catch (error) {
    reporter.say(`no block: ${(error as Error).message}`);
  }
}

/** Single keys of the terminal while a network runs; returns how to stop listening. Spec: 13 §1.1 */
export function handleKeys(io: Io, running: Running, reporter: Reporter, onReset: () => void): () => void {
  if (io.onKey === undefined) return () => {};
  let paused = false;
  let sure = false;
  const { mode } = running.ready;
  return io.onKey((key) => {
    if (sure) {
      sure = false;
      if (key === 'y') onReset();
      else reporter.say('kept');
      return;
    }
    switch (key) {
      case 'a':
        reporter.say(accountsText(running.accounts));
        break;
      case 't':
        reporter.say(reporter.toggleQuietBlocks() ? 'only blocks with transactions' : 'every block');
        break;
      case 'p':
        paused = !paused;
        void running.control(paused ? 'pause' : 'resume').then(() => reporter.say(paused ? 'paused' : 'goes on'));
        break;
      case 'n':
        void nextBlock(running, reporter);
        break;
      case 'r':
        sure = true;
        reporter.say('Start over from the genesis? Everything on this network goes. y/N');
        break;
      case '?':
      case 'h':
        reporter.say(`Keys     ${keysLine(mode)}`);
    }
  });
}
