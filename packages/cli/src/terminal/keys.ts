import { emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';

/** Hands single keys to `listener` until the returned function is called. Ctrl-C arrives as a signal, as ever. */
export function listenToKeys(stdin: ReadStream, listener: (key: string) => void): () => void {
  emitKeypressEvents(stdin);
  const onKey = (text: string | undefined, key: { readonly ctrl?: boolean; readonly name?: string }): void => {
    if (key.ctrl === true && key.name === 'c') process.kill(process.pid, 'SIGINT');
    else if (text !== undefined) listener(text);
  };
  stdin.on('keypress', onKey);
  stdin.setRawMode(true);
  stdin.resume();
  return () => {
    stdin.off('keypress', onKey);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
