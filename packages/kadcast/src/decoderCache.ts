import { equalBytes } from '@eventide/base';
import { type Chunk, decodeChunk, decodeChunkOti, rayId } from './chunk.ts';
import { ObjectDecoder } from './raptorq/decode.ts';

export type DecoderOptions = {
  /** How long a message is collected, and how long a delivered one is remembered. */
  readonly cacheTtlMs: number;
  readonly cachePruneEveryMs: number;
  /** Payloads must be shorter. */
  readonly maxPayloadBytes: number;
  /** Different ways to cut one message that are followed at a time. */
  readonly maxDecodersPerMessage: number;
  /** Messages collected at a time. */
  readonly maxOpenMessages: number;
  /** Delivered messages remembered. */
  readonly maxDelivered: number;
  /** Bytes of chunks held for messages not complete yet. */
  readonly maxStoredBytes: number;
  /** The part of that one sender's address may take. */
  readonly maxStoredBytesPerSource: number;
};

export const defaultDecoderOptions: DecoderOptions = {
  cacheTtlMs: 60_000,
  cachePruneEveryMs: 30_000,
  maxPayloadBytes: 2_097_152,
  maxDecodersPerMessage: 4,
  maxOpenMessages: 4096,
  maxDelivered: 65_536,
  maxStoredBytes: 64 * 1024 * 1024,
  maxStoredBytesPerSource: 16 * 1024 * 1024,
};

/** What a chunk led to. */
export type PushResult =
  | { readonly kind: 'stored' | 'duplicate' | 'quota' | 'corrupt' }
  | { readonly kind: 'message'; readonly payload: Uint8Array; readonly height: number; readonly rayId: Uint8Array };

/** What an open message or decoder costs beside its chunks. */
const ENTRY_BYTES = 1024;

const STORED: PushResult = { kind: 'stored' };
const DUPLICATE: PushResult = { kind: 'duplicate' };
const QUOTA: PushResult = { kind: 'quota' };
const CORRUPT: PushResult = { kind: 'corrupt' };

type OpenMessage = {
  readonly expiresMs: number;
  maxHeight: number;
  /** By transmission information; once a wrong payload came out, also by sender. */
  readonly decoders: Map<string, ObjectDecoder>;
  perSource: boolean;
  /** Bytes charged to each sender. */
  readonly charges: Map<string, number>;
};

/**
 * Puts chunks together and lets every message through once. All memory is bounded: in total, per sender's address, per message.
 * Spec: 07 §6.3
 */
export class DecoderCache {
  readonly #options: DecoderOptions;
  readonly #open = new Map<string, OpenMessage>();
  /** Ray ids of delivered messages and when they are forgotten, oldest first. */
  readonly #delivered = new Map<string, number>();
  readonly #charged = new Map<string, number>();
  #storedBytes = 0;
  #nextPruneMs = 0;

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  get openMessages(): number {
    return this.#open.size;
  }

  get storedBytes(): number {
    return this.#storedBytes;
  }

  get delivered(): number {
    return this.#delivered.size;
  }

  /**
   * Takes the frame of one broadcast datagram from `source` (its IP address).
   * @throws KadcastError KADCAST_SHORT, KADCAST_OTI, KADCAST_SYMBOL. Spec: 07 §6.3
   */
  push(frame: Uint8Array, height: number, source: string, nowMs: number): PushResult {
    this.#prune(nowMs);
    const chunk = decodeChunk(frame);
    const key = keyOf(chunk.rayId);
    if (this.#delivered.has(key)) return DUPLICATE;
    const known = this.#open.get(key);
    if (known !== undefined) known.maxHeight = Math.max(known.maxHeight, height);
    // Only a new way of cutting is looked at; afterwards its bytes are the key.
    const decoderKey = keyOf(chunk.otiBytes) + (known?.perSource ? source : '');
    let decoder = known?.decoders.get(decoderKey);
    const cost = chunk.symbol.length + (decoder === undefined ? ENTRY_BYTES : 0);
    if (decoder === undefined) {
      const oti = decodeChunkOti(chunk, this.#options.maxPayloadBytes);
      if ((known?.decoders.size ?? 0) >= this.#options.maxDecodersPerMessage) return QUOTA;
      decoder = new ObjectDecoder(oti);
    }
    if ((this.#charged.get(source) ?? 0) + cost > this.#options.maxStoredBytesPerSource) return QUOTA;
    return this.#feed({ chunk, key, decoderKey, decoder, known, height, source, nowMs });
  }

  /** Notes a message of our own, so that its echo is not delivered. */
  markDelivered(id: Uint8Array, nowMs: number): void {
    this.#remember(keyOf(id), nowMs);
  }

  #feed(step: {
    chunk: Chunk;
    key: string;
    decoderKey: string;
    decoder: ObjectDecoder;
    known: OpenMessage | undefined;
    height: number;
    source: string;
    nowMs: number;
  }): PushResult {
    const { chunk, key, decoderKey, decoder, known, height, source, nowMs } = step;
    const before = decoder.storedBytes;
    const payload = decoder.push(chunk.block, chunk.symbolId, chunk.symbol);
    const grown = decoder.storedBytes - before;
    if (payload === undefined && grown === 0) return STORED;
    const message = known ?? this.#createMessage(key, nowMs);
    const isNew = !message.decoders.has(decoderKey);
    message.decoders.set(decoderKey, decoder);
    message.maxHeight = Math.max(message.maxHeight, height);
    if (payload === undefined) {
      this.#charge(message, source, grown + (isNew ? ENTRY_BYTES : 0));
      return STORED;
    }
    if (!equalBytes(rayId(payload), chunk.rayId)) {
      // Some sender slipped in a wrong symbol: start again, each sender on its own.
      message.decoders.clear();
      message.perSource = true;
      return CORRUPT;
    }
    this.#close(key, message);
    this.#remember(key, nowMs);
    return { kind: 'message', payload, height: message.maxHeight, rayId: chunk.rayId.slice() };
  }

  #createMessage(key: string, nowMs: number): OpenMessage {
    const message: OpenMessage = {
      expiresMs: nowMs + this.#options.cacheTtlMs,
      maxHeight: 0,
      decoders: new Map(),
      perSource: false,
      charges: new Map(),
    };
    this.#open.set(key, message);
    this.#makeRoom(key);
    return message;
  }

  #charge(message: OpenMessage, source: string, bytes: number): void {
    message.charges.set(source, (message.charges.get(source) ?? 0) + bytes);
    this.#charged.set(source, (this.#charged.get(source) ?? 0) + bytes);
    this.#storedBytes += bytes;
    this.#makeRoom();
  }

  /** Gives up the oldest messages until all bounds hold, but not the one named. */
  #makeRoom(spared?: string): void {
    const { maxOpenMessages, maxStoredBytes } = this.#options;
    for (const [key, message] of this.#open) {
      if (this.#open.size <= maxOpenMessages && this.#storedBytes <= maxStoredBytes) return;
      if (key !== spared) this.#close(key, message);
    }
  }

  #close(key: string, message: OpenMessage): void {
    this.#open.delete(key);
    for (const [source, bytes] of message.charges) {
      const left = (this.#charged.get(source) ?? 0) - bytes;
      if (left > 0) this.#charged.set(source, left);
      else this.#charged.delete(source);
      this.#storedBytes -= bytes;
    }
  }

  #remember(key: string, nowMs: number): void {
    this.#delivered.set(key, nowMs + this.#options.cacheTtlMs);
    if (this.#delivered.size > this.#options.maxDelivered) {
      this.#delivered.delete(this.#delivered.keys().next().value as string);
    }
  }

  #prune(nowMs: number): void {
    if (nowMs < this.#nextPruneMs) return;
    this.#nextPruneMs = nowMs + this.#options.cachePruneEveryMs;
    for (const [key, message] of this.#open) if (message.expiresMs <= nowMs) this.#close(key, message);
    for (const [key, expiresMs] of this.#delivered) if (expiresMs <= nowMs) this.#delivered.delete(key);
  }
}

/** Bytes as a string of equal length, for maps. */
function keyOf(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}
