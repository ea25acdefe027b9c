import { DevnetError } from '../errors.ts';
import { chooseTcpPort, chooseUdpPort, type PortChoice } from '../machine/ports.ts';

/** Where everything of a network listens. */
export type PortPlan = {
  /** Of node 1 … n. */
  readonly api: readonly number[];
  readonly udp: readonly number[];
  readonly wallet: number;
  readonly explorer: number;
  readonly metrics: number;
  /** Ports that were wanted and are in use, in words. */
  readonly moved: readonly string[];
};

/** Ports by default, and by their distance from a base. Spec: 13 §1.1 */
const DEFAULTS = { api: 8080, wallet: 4100, explorer: 4200, metrics: 9180, nodeApi: 8088, udp: 8999 } as const;
const OFFSETS = { api: 0, wallet: 1, explorer: 2, metrics: 3, nodeApi: 8, udp: 20 } as const;
const HIGHEST_BASE = 65_000;

/**
 * Chooses ports: the default ones move on when they are in use, those of a requested base fail.
 * @throws DevnetError DEVNET_PORT_TAKEN, DEVNET_BAD_OPTION
 * Spec: 13 §1.1, §1.3
 */
export async function planPorts(
  nodes: number,
  { host, base, sites }: { readonly host: string; readonly base: number | undefined; readonly sites: boolean },
): Promise<PortPlan> {
  if (base !== undefined && !(Number.isInteger(base) && base >= 1024 && base <= HIGHEST_BASE))
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'port-base', least: 1024, most: HIGHEST_BASE });
  const at = (name: keyof typeof OFFSETS): number => (base === undefined ? DEFAULTS[name] : base + OFFSETS[name]);
  const requested = base !== undefined;
  const taken = new Set<number>();
  const moved: string[] = [];
  const tcp = async (wanted: number): Promise<number> => note(await chooseTcpPort(wanted, { host, requested, taken }));
  const note = ({ port, instead }: PortChoice): number => {
    taken.add(port);
    if (instead !== undefined) moved.push(describeMove(port, instead));
    return port;
  };
  const first = await tcp(at('api'));
  const wallet = sites ? await tcp(at('wallet')) : at('wallet');
  const explorer = sites ? await tcp(at('explorer')) : at('explorer');
  const metrics = await tcp(at('metrics'));
  const api = [first];
  const udp: number[] = [];
  const takenUdp = new Set<number>();
  for (let k = 1; k <= nodes; k++) {
    if (k > 1) api.push(await tcp(at('nodeApi') + k));
    const { port } = await chooseUdpPort(at('udp') + k, { host, requested, taken: takenUdp });
    takenUdp.add(port);
    udp.push(port);
  }
  return { api, udp, wallet, explorer, metrics, moved };
}

function describeMove(port: number, { wanted, holder }: NonNullable<PortChoice['instead']>): string {
  const who = holder === undefined ? 'another program' : `pid ${holder.pid} (${holder.command})`;
  return `Port ${wanted} is used by ${who}, using ${port}`;
}
