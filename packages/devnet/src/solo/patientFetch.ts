/**
 * As `fetch`, but a request that met a connection which the node had just closed is sent once more on a new one. A prover can keep a
 * program busy for longer than a node keeps an idle connection. Everything a client sends may be sent twice.
 */
export async function patientFetch(request: Request): Promise<Response> {
  const again = request.clone();
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted || !isClosedConnection(error)) throw error;
    return fetch(again);
  }
}

const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function isClosedConnection(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === 'string' && CLOSED.has(cause.code);
}
