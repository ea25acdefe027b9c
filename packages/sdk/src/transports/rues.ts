import { type Clock, systemClock } from '@eventide/base';
import { baseUrl, type HttpOptions, http } from './http.ts';
import { createEvents, type OpenSocket } from './session.ts';
import type { Transport } from './transport.ts';

export type RuesOptions = HttpOptions & {
  /** Default: the platform's. */
  readonly webSocket?: typeof WebSocket | undefined;
  readonly clock?: Clock | undefined;
};

/**
 * A node by HTTP and one WebSocket for events, opened with the first subscription. It reconnects by itself, subscribes again and
 * tells listeners of the gap. Spec: 08 §2.2, §2.3
 */
export function rues(url: string, options: RuesOptions = {}): Transport {
  const base = baseUrl(url);
  const { request } = http(base, options);
  const make = options.webSocket ?? globalThis.WebSocket;
  const open: OpenSocket = (handlers) => {
    const socket = new make(`${base.replace(/^http/, 'ws')}/on`);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') handlers.onText(data);
      else handlers.onBytes(new Uint8Array(data));
    };
    socket.onclose = () => handlers.onClose();
    socket.onerror = () => socket.close();
    return {
      send: (text) => {
        if (socket.readyState === make.OPEN) socket.send(text);
      },
      close: () => socket.close(),
    };
  };
  const events = createEvents({ open, request, clock: options.clock ?? systemClock });
  return { url: base, request, events, close: () => events.close() };
}
