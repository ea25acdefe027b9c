import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Bench, BenchResult } from '@eventide/testkit';
import { Decoder, Encoder, initSync } from 'raptorq/raptorq.js';
import { defaultEncoderOptions, repairCount } from '../chunk.ts';
import { vectorStream } from '../vectorStream.ts';
import { ObjectDecoder } from './decode.ts';
import { encodePackets } from './encode.ts';
import { blockParams, deriveOti, type Oti, sourceBlock } from './params.ts';

export const area = 'kadcast';

const MTU = 1300;
/** Times faster than the package the project wants to be. */
const GOAL = { atMost: 1 / 4 };

/**
 * Ours against the `raptorq` package, encoding and decoding, in one run. EVENTIDE_RAPTORQ_PEER may name a program around the
 * reference crate: `peer encode BYTES REPAIR RUNS` and `peer decode BYTES LOSS RUNS` print the median of the same work in µs.
 */
export async function run(bench: Bench): Promise<void> {
  initSync(readFileSync(createRequire(import.meta.url).resolve('raptorq/raptorq_bg.wasm')));
  for (const bytes of [20_000, 200_000, 1_000_000]) {
    const payload = vectorStream(bytes);
    const oti = deriveOti(bytes, MTU);
    const runs = { runs: bytes > 500_000 ? 25 : 101, warmup: Math.ceil(20_000_000 / bytes) };
    const repair = repairCount(bytes, MTU, defaultEncoderOptions);
    const ours = await bench.measure(`raptorq encode ${bytes} B`, () => encodePackets(payload, oti, repair), runs);
    const theirs = await bench.measure(`  package`, () => packageEncode(payload, repair), runs);
    bench.ratio(`  ours / package`, ours, theirs, GOAL);
    compareNative(bench, ours, ['encode', bytes, repair, runs.runs]);
    for (const loss of [0, 10, 30]) await measureDecoding(bench, payload, oti, loss, runs);
  }
}

async function measureDecoding(
  bench: Bench,
  payload: Uint8Array,
  oti: Oti,
  loss: number,
  runs: { runs: number; warmup: number },
): Promise<void> {
  const packets = received(payload, oti, loss);
  const shifted = packets.map((packet) => forPackage(packet, oti));
  const name = `raptorq decode ${payload.length} B, ${loss} % lost`;
  const ours = await bench.measure(name, () => decode(packets, oti), runs);
  const theirs = await bench.measure(`  package`, () => packageDecode(shifted, payload.length), runs);
  bench.ratio(`  ours / package`, ours, theirs, GOAL);
  compareNative(bench, ours, ['decode', payload.length, loss, runs.runs]);
  if (loss > 0) return;
  const symbols = packets.slice(0, sourceBlock(oti, 0).symbols);
  const floor = await bench.measure('  a fresh payload, each symbol copied into it', () => place(symbols, oti), runs);
  bench.ratio('  ours / that', ours, floor);
}

/** The least a decoder does that returns a payload of its own. */
function place(packets: readonly Uint8Array[], { symbolSize }: Oti): Uint8Array {
  const payload = new Uint8Array(packets.length * symbolSize);
  for (const packet of packets) payload.set(packet.subarray(4), symbolId(packet) * symbolSize);
  return payload;
}

function compareNative(bench: Bench, ours: BenchResult, request: readonly (string | number)[]): void {
  const peer = process.env.EVENTIDE_RAPTORQ_PEER;
  if (peer === undefined) return;
  const { stdout, status } = spawnSync(peer, request.map(String), { encoding: 'utf8' });
  const medianUs = Number.parseFloat(stdout);
  if (status !== 0 || !(medianUs > 0)) throw new Error(`no answer from ${peer}`);
  bench.figure('  reference crate / ours', (medianUs * 1_000) / ours.perOperationNs, 'x (goal ≥ 0.7)');
}

/** Packets that arrive when `loss` percent of the source packets, evenly spread, are lost. */
function received(payload: Uint8Array, oti: Oti, loss: number): Uint8Array[] {
  const K = sourceBlock(oti, 0).symbols;
  const lost = Math.floor((K * loss) / 100);
  const { bytes, count, stride } = encodePackets(payload, oti, lost + 20);
  const at = (i: number): number => Math.floor((i * lost) / K);
  const kept = Array.from({ length: count }, (_, i) => i).filter((i) => i >= K || at(i) === at(i + 1));
  return kept.map((i) => bytes.slice(i * stride, (i + 1) * stride));
}

function decode(packets: readonly Uint8Array[], oti: Oti): Uint8Array {
  const decoder = new ObjectDecoder(oti);
  for (const packet of packets) {
    const payload = decoder.push(packet[0] as number, symbolId(packet), packet.subarray(4));
    if (payload !== undefined) return payload;
  }
  throw new Error('not decoded');
}

function packageEncode(payload: Uint8Array, repair: number): void {
  const encoder = Encoder.with_defaults(payload, MTU);
  encoder.encode(repair);
  encoder.free();
}

function packageDecode(packets: readonly Uint8Array[], bytes: number): void {
  const decoder = Decoder.with_defaults(BigInt(bytes), MTU);
  const done = packets.some((packet) => decoder.decode(packet) !== undefined);
  decoder.free();
  if (!done) throw new Error('not decoded');
}

/** The package numbers repair packets from K' instead of K. Spec: 07 §9 */
function forPackage(packet: Uint8Array, oti: Oti): Uint8Array {
  const { K, Kp } = blockParams(sourceBlock(oti, 0).symbols);
  const id = symbolId(packet);
  const out = packet.slice();
  if (id >= K) new DataView(out.buffer).setUint16(2, id + Kp - K);
  return out;
}

function symbolId(packet: Uint8Array): number {
  return ((packet[1] as number) << 16) | ((packet[2] as number) << 8) | (packet[3] as number);
}
