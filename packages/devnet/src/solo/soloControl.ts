import { isEventideError, parseDusk } from '@eventide/base';
import { DevnetError } from '../errors.ts';
import type { RunningNetwork } from '../folder/runFile.ts';
import type { ControlAnswer, ControlRequest } from '../process/protocol.ts';
import type { Devnet } from './devnet.ts';
import type { ClockMode } from './devnetClock.ts';

type Body = Readonly<Record<string, unknown>>;
type Verb = (net: Devnet, body: Body, ready: RunningNetwork) => unknown;

/** What can be asked of a network of one node by `POST /on/devnet/<verb>`. Spec: 13 §3.2 */
const verbs: Readonly<Record<string, Verb>> = {
  status: (net, _, ready) => ({
    ...ready,
    height: net.door.ledger.tip().block.header.height,
    final: net.door.ledger.lastFinal().height,
    waiting: net.door.mempool.size,
    nowMs: net.clock.nowMs(),
  }),
  mine: async (net, body) => {
    const from = net.door.ledger.tip().block.header.height;
    const headers = await net.mine(wholeOf(body.count ?? 1, 'count', 100_000));
    return { from, to: from + BigInt(headers.length) };
  },
  skip: (net, body) =>
    net.skip({
      blocks: bigOf(body.blocks),
      epochs: bigOf(body.epochs),
      untilHeight: bigOf(body.untilHeight),
      untilEligible: keyOf(net, body.untilEligible),
    }),
  clock: (net, body) => {
    net.setClock(clockOf(net, body));
    return { nowMs: net.clock.nowMs(), mode: net.clock.mode };
  },
  snapshot: (net, body) => net.snapshot(typeof body.name === 'string' ? body.name : undefined),
  snapshots: (net) => ({ snapshots: net.snapshots() }),
  revert: (net, body) => net.revert(idOf(net, body.id ?? body.name)),
  fund: async (net, body) => {
    const { who, amount } = body;
    if (typeof who !== 'string' || typeof amount !== 'string') throw badOption('who, amount');
    const { id } = await net.fund(who, parseDusk(amount), { shielded: body.shielded === true });
    return { id };
  },
  impersonate: async (net, body) => {
    if (typeof body.who !== 'string') throw badOption('who');
    const { who } = body;
    if (/^[0-9a-f]{64}$/i.test(who)) {
      net.impersonateContract(who);
      return { who: who.toLowerCase(), kind: 'contract' };
    }
    const { account } = await net.impersonate(who);
    return { who: account, kind: 'account' };
  },
  release: (net, body) => {
    net.release(typeof body.who === 'string' ? body.who : undefined);
    return { released: body.who ?? 'everybody' };
  },
  dump: (net, body) => {
    if (typeof body.folder !== 'string') throw badOption('folder');
    return net.dump(body.folder);
  },
  pause: (net) => {
    net.setMining({ kind: 'manual' });
    return { paused: true };
  },
  resume: (net) => {
    net.setMining({ kind: 'instant' });
    return { paused: false };
  },
};

/** Answers the control requests of a network; `onStop` ends it. */
export function controlSolo(
  net: () => Devnet,
  ready: () => RunningNetwork,
  onStop: () => void,
): (request: ControlRequest) => Promise<ControlAnswer> {
  return async ({ verb, body }) => {
    try {
      if (verb === 'stop') {
        // The answer leaves first.
        setTimeout(onStop, 50);
        return { ok: true, value: { stopping: true } };
      }
      const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
      if (run === undefined)
        throw new DevnetError('DEVNET_UNSUPPORTED', { verb, needs: 'a network of several nodes: npm start' });
      return { ok: true, value: await run(net(), (body ?? {}) as Body, ready()) };
    } catch (error) {
      if (!isEventideError(error)) throw error;
      return { ok: false, code: error.code, details: error.toJSON().details };
    }
  };
}

function clockOf({ clock }: Devnet, { set, add, follow }: Body): ClockMode {
  if (follow === true) return { kind: 'follow', offsetMs: 0 };
  const nowMs = typeof set === 'number' ? set : typeof add === 'number' ? clock.nowMs() + add : undefined;
  if (nowMs === undefined || !Number.isSafeInteger(nowMs)) throw badOption('set, add or follow');
  const stepMs = clock.mode.kind === 'simulated' ? clock.mode.stepMs : 0;
  if (clock.mode.kind === 'follow') return { kind: 'follow', offsetMs: clock.mode.offsetMs + nowMs - clock.nowMs() };
  return { kind: 'simulated', nowMs, stepMs };
}

function idOf(net: Devnet, which: unknown): number {
  const found = net.snapshots().find(({ id, name }) => id === which || String(id) === which || name === which);
  if (found === undefined) throw new DevnetError('DEVNET_NO_SNAPSHOT', { snapshot: String(which) });
  return found.id;
}

function keyOf({ accounts }: Devnet, who: unknown): string | undefined {
  if (who === undefined) return undefined;
  if (typeof who !== 'string') throw badOption('untilEligible');
  return (
    [...accounts.users, accounts.faucet, ...accounts.provisioners].find(({ name }) => name === who)?.account ?? who
  );
}

function bigOf(value: unknown): bigint | undefined {
  if (value === undefined) return undefined;
  if (
    (typeof value === 'string' && /^\d{1,12}$/.test(value)) ||
    (typeof value === 'number' && Number.isSafeInteger(value))
  )
    return BigInt(value);
  throw badOption('a height or count');
}

function wholeOf(value: unknown, option: string, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) throw badOption(option);
  return value;
}

function badOption(option: string): DevnetError {
  return new DevnetError('DEVNET_BAD_OPTION', { option });
}
