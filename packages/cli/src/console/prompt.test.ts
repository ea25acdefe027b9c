import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { prompt } from './prompt.ts';

/** Somebody at the prompt: `type` resolves with what is shown up to the next prompt. */
function session(names: Readonly<Record<string, unknown>>) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const abort = new AbortController();
  let shown = '';
  let look = (): void => {};
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    look();
  });
  const prompted = async (): Promise<string> => {
    while (!shown.endsWith('eventide> ')) await new Promise<void>((resolve) => (look = resolve));
    const text = shown.slice(0, -'eventide> '.length);
    shown = '';
    return text;
  };
  return {
    ended: prompt({ input, output }, names, abort.signal),
    prompted,
    type: (line: string) => {
      input.write(`${line}\n`);
      return prompted();
    },
    leave: () => input.write('.exit\n'),
    hangUp: () => input.end(),
    abort: () => abort.abort(),
  };
}

describe('13 §3.4 the prompt of the console', () => {
  test('names are told and at hand, await works, values stay, errors end nothing', async () => {
    const height = async (): Promise<bigint> => 42n;
    const { ended, prompted, type, leave } = session({ height, facts: { chainId: 224 } });
    expect(await prompted()).toMatch(/^await works; client, wallet\(name\)/);
    expect(await type('await height()')).toBe('42n\n');
    expect(await type('const at = await height() + 1n')).toBe('');
    expect(await type('at')).toBe('43n\n');
    expect(await type('facts')).toBe('{ chainId: 224 }\n');
    expect(await type('nobody()')).toContain('nobody is not defined');
    expect(await type("await Promise.reject(new Error('node says no'))")).toContain('node says no');
    leave();
    await ended;
  });

  test('the end of the input ends it, and so does an interruption', async () => {
    const gone = session({});
    await gone.prompted();
    gone.hangUp();
    await gone.ended;
    const stopped = session({});
    await stopped.prompted();
    stopped.abort();
    await stopped.ended;
  });
});
