/** Addresses of the APIs that networks of this process serve, without their hosts: a port is taken once. */
const ports = new Set<string>();

/** Tells that a network of this process serves this address; until the answer is called. */
export function serveHere(url: string): () => void {
  const { port } = new URL(url);
  ports.add(port);
  return () => void ports.delete(port);
}

/** Is it a network of this process that answers at this address? Then nobody in it can stand still for the answer. */
export function isServedHere(url: string): boolean {
  const at = URL.parse(url);
  return at !== null && LOOPBACK.includes(at.hostname) && ports.has(at.port);
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
