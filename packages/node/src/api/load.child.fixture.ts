import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

/** What a client asks again and again. */
export type Asked = { readonly name: string; readonly path: string; readonly body: string };

/** Requests at a fixed rate for a time. */
export type Load = { readonly port: number; readonly mix: readonly Asked[]; readonly seconds: number };

/** Milliseconds of each request by name of what was asked, and the longest time by which this process itself was late. */
export type LoadTimes = { readonly times: Readonly<Record<string, readonly number[]>>; readonly lateMs: number };

const PER_SECOND = 500;

// The other half of a bench of the server: what it makes and drops must not be collected in the server's time.
process.on('message', async (message: Load) => {
  process.send?.((await run(message)) satisfies LoadTimes);
});

/** Starts a request every 1/500 s, whatever became of the ones before. */
async function run({ port, mix, seconds }: Load): Promise<LoadTimes> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times: Record<string, number[]> = Object.fromEntries(mix.map(({ name }) => [name, []]));
  const pending: Promise<void>[] = [];
  const start = performance.now();
  let lateMs = 0;
  for (let i = 0; i < PER_SECOND * seconds; i++) {
    const dueMs = start + (i * 1_000) / PER_SECOND;
    const restMs = dueMs - performance.now();
    if (restMs > 1) await new Promise((resolve) => setTimeout(resolve, restMs));
    lateMs = Math.max(lateMs, performance.now() - dueMs);
    const asked = mix[i % mix.length] as Asked;
    // From when it was due: a server that stalls is not let off.
    pending.push(send(port, agent, asked).then(() => void times[asked.name]?.push(performance.now() - dueMs)));
  }
  await Promise.all(pending);
  agent.destroy();
  return { times, lateMs };
}

async function send(port: number, agent: Agent, { path, body }: Asked): Promise<void> {
  const outgoing = request({ port, host: '127.0.0.1', agent, method: 'POST', path });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  if (incoming.statusCode !== 200) throw new Error(`${path}: ${incoming.statusCode}`);
  incoming.resume();
  await once(incoming, 'end');
}
