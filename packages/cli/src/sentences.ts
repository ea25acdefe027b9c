import { formatDusk } from '@eventide/base';

type Details = Readonly<Record<string, string | number | boolean | null | undefined>>;

const MIB = 1024 * 1024;

/** Errors whose facts read better inside the sentence than behind it. Spec: 13 §1.3, §2.1 */
const sentences: Readonly<Record<string, (details: Details) => string | undefined>> = {
  DEVNET_PORT_TAKEN: ({ port, pid, command }) =>
    pid === undefined ? `Port ${port} is used by another program` : `Port ${port} is used by pid ${pid} (${command})`,
  DEVNET_UDP_BLOCKED: ({ host }) => `Nodes cannot reach each other on ${host}`,
  DEVNET_DISK_SHORT: ({ freeBytes }) => `Only ${Math.floor(Number(freeBytes) / MIB)} MB free: nothing was started`,
  DEVNET_MEMORY_SHORT: ({ availableBytes }) =>
    `Too little memory for a network: ${Math.floor(Number(availableBytes) / MIB)} MB available`,
  DEVNET_NOT_WRITABLE: ({ folder }) => `Cannot write ${folder}`,
  DEVNET_FORMAT: ({ found, reads }) => `State has format ${found}, this version reads ${reads}`,
  DEVNET_SYSTEM: ({ platform }) => `Networks need WSL 2 on ${platform}`,
  WALLET_FUNDS_SHORT: ({ need, have, side }) =>
    isWhole(need) && isWhole(have)
      ? `${formatDusk(BigInt(need))} DUSK needed, ${formatDusk(BigInt(have))} there (${side ?? 'both sides'})`
      : undefined,
};

/** The sentence of an error with its facts in it; undefined where the general one does. */
export function sentenceOf(code: string, details: Details): string | undefined {
  return sentences[code]?.(details);
}

function isWhole(value: unknown): value is string | number {
  return (typeof value === 'string' && /^\d+$/.test(value)) || typeof value === 'number';
}
