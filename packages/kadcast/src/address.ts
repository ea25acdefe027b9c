import { KadcastError } from './errors.ts';

/** A UDP end point. `host` is an IP address in its canonical text form, never a name. */
export type Address = { readonly host: string; readonly port: number };

const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

/** 4 or 16 octets of an address text; IPv4-mapped IPv6 becomes IPv4, a scope (`%eth0`) is dropped. @throws KadcastError KADCAST_TEXT */
export function parseHost(host: string): Uint8Array {
  const text = host.split('%')[0] as string;
  const octets = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  if (octets === undefined) throw new KadcastError('KADCAST_TEXT', { host: host.slice(0, 64) });
  const mapped = octets.length === 16 && MAPPED_PREFIX.every((byte, i) => octets[i] === byte);
  return Uint8Array.from(mapped ? octets.slice(12) : octets);
}

/** True if the text is an IP address, not a name. */
export function isIpAddress(host: string): boolean {
  return host.includes(':') || parseIpv4(host) !== undefined;
}

/** Canonical text of 4 or 16 octets (RFC 5952). */
export function formatHost(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((octets[2 * i] as number) << 8) | (octets[2 * i + 1] as number));
  const [start, length] = longestZeros(groups);
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return length < 2 ? hex(0, 8) : `${hex(0, start)}::${hex(start + length, 8)}`;
}

/** `a.b.c.d:port` or `[ipv6]:port`. @throws KadcastError KADCAST_TEXT */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) throw new KadcastError('KADCAST_TEXT', { address: text.slice(0, 80) });
  return { host: formatHost(parseHost((match[1] ?? match[2]) as string)), port };
}

/** The form `parseAddress` reads; also the key of an address in maps. */
export function formatAddress(address: Address): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = [octetsOf(halves[0] as string), octetsOf(halves[1] ?? '')];
  if (head === undefined || tail === undefined) return undefined;
  const zeros = 16 - head.length - tail.length;
  if (halves.length === 1 ? zeros !== 0 : zeros < 2) return undefined;
  return [...head, ...new Array<number>(zeros).fill(0), ...tail];
}

/** Octets of `a:b:c` whose last part may be IPv4. */
function octetsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const octets: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const last4 = i === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined;
    if (last4 !== undefined) octets.push(...last4);
    else if (/^[0-9a-f]{1,4}$/i.test(part))
      octets.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255);
    else return undefined;
  }
  return octets;
}

/** [start, length] of the first longest run of zero groups. */
function longestZeros(groups: readonly number[]): [number, number] {
  let best: [number, number] = [0, 0];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > best[1]) best = [i, end - i];
    i = Math.max(i, end - 1);
  }
  return best;
}
