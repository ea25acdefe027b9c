import { LuxError } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { createRpcClient, RpcError, type RpcPort, serveRpc } from './rpc.ts';

type Methods = {
  add(a: number, b: number): number;
  refuse(): never;
  wait(signal?: AbortSignal): Promise<string>;
  missing(): void;
};

function pair() {
  const { port1, port2 } = new MessageChannel();
  const started = new Promise<void>((resolve) => {
    const emit = serveRpc(port2 as unknown as RpcPort, {
      add: (a: number, b: number) => a + b,
      refuse: () => {
        throw new LuxError('LUX_BAD_TEXT' as never, { text: { secret: 1 } } as never);
      },
      wait: (signal: AbortSignal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('stop', 'AbortError')));
          resolve();
        }),
      shout: () => emit('shout', 7),
    });
  });
  const client = createRpcClient<Methods & { shout(): void }>(port1 as unknown as RpcPort);
  const close = () => {
    port1.close();
    port2.close();
  };
  return { client, started, close };
}

describe('calls between a page and its worker', () => {
  test('results, events and errors with their code cross the port', async () => {
    const { client, close } = pair();
    expect(await client.call.add(2, 3)).toBe(5);
    const heard = new Promise((resolve) => client.on('shout', resolve));
    await client.call.shout();
    expect(await heard).toBe(7);
    const error = await client.call.refuse().catch((reason) => reason);
    expect(error).toBeInstanceOf(RpcError);
    expect(error.code).toBe('LUX_BAD_TEXT');
    expect(error.details.text).toBe('[object Object]');
    expect((await client.call.missing().catch((reason) => reason)).code).toBe('RPC_UNKNOWN');
    close();
  });

  test('a signal cancels on the other side', async () => {
    const { client, started, close } = pair();
    const controller = new AbortController();
    const waiting = client.call.wait(controller.signal).catch((error) => error.code);
    await started;
    controller.abort();
    expect(await waiting).toBe('ABORTED');
    close();
  });

  test('a lost worker ends every open call', async () => {
    const { client, started, close } = pair();
    const waiting = client.call.wait().catch((error) => error.code);
    await started;
    client.fail('crashed');
    expect(await waiting).toBe('WORKER_LOST');
    close();
  });

  test('names of the prototype are not methods', async () => {
    const { client, close } = pair();
    const calls = client.call as unknown as Record<string, () => Promise<{ code: string }>>;
    expect(await calls.constructor?.().catch((error: { code: string }) => error.code)).toBe('RPC_UNKNOWN');
    close();
  });
});
