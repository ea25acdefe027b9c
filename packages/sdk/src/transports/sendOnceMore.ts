/**
 * As `send`, but a request that met a connection which the node had just closed is made and sent once more, on a new one: a prover can
 * keep a program busy for longer than a node keeps an idle connection. Everything a client sends may be sent twice. Pages cannot tell
 * such a failure from others; their browser does it itself.
 */
export function sendOnceMore(
  send: (request: Request) => Promise<Response>,
): (make: () => Request) => Promise<Response> {
  return async (make) => {
    const request = make();
    try {
      return await send(request);
    } catch (error) {
      if (request.signal.aborted || !isClosedConnection(error)) throw error;
      // Not a clone of the first: cloning turns its body into a stream.
      return send(make());
    }
  };
}

const CLOSED: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function isClosedConnection(error: unknown): boolean {
  const { cause } = (error ?? {}) as { readonly cause?: { readonly code?: unknown } };
  return CLOSED.has(cause?.code);
}
