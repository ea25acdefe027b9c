import { ModuleError } from '../errors.ts';

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A cursor over WebAssembly binary; every read is bounded and every LEB128 is checked for length and unused bits. */
export class Binary {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  u8(): number {
    if (this.at >= this.end) throw this.malformed('unexpected end');
    return this.bytes[this.at++] as number;
  }

  /** The next byte, or -1 at the end. */
  peek(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  u32(): number {
    let value = this.u8();
    if (value < 0x80) return value;
    value &= 0x7f;
    for (let shift = 7; ; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) throw this.malformed('integer too long or too large');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** Signed LEB128 of 32 or 33 bits: at most five bytes, the unused bits of the fifth equal to the sign. */
  signed(bits: 32 | 33): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.u8();
      if (shift === 28) {
        const unused = 7 - (bits - 28);
        const signed = (byte << 25) >> 25;
        if (byte >= 0x80 || signed !== (byte << (25 + unused)) >> (25 + unused)) {
          throw this.malformed('integer too long or too large');
        }
        return value + signed * 2 ** 28;
      }
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte & 0x40 ? value - 2 ** (shift + 7) : value;
    }
  }

  i32(): number {
    return this.signed(32);
  }

  u64(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      if (shift === 63n && byte > 1) throw this.malformed('integer too long or too large');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  i64(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      if (shift === 63n && byte !== 0 && byte !== 0x7f) throw this.malformed('integer too long or too large');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, byte & 0x40 ? value - (1n << (shift + 7n)) : value);
    }
  }

  /** A view of the next `length` bytes. */
  view(length: number): Uint8Array {
    if (length > this.end - this.at) throw this.malformed('unexpected end');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  skip(length: number): void {
    this.view(length);
  }

  /** A vector length: at most `max`, and not more than the bytes left (every element has at least one). */
  count(max: number, what: string): number {
    const count = this.u32();
    if (count > max) throw new ModuleError('VM_MODULE_LIMIT', { what, count, max });
    if (count > this.end - this.at) throw this.malformed('unexpected end');
    return count;
  }

  name(): string {
    const length = this.u32();
    if (length > 100_000) throw new ModuleError('VM_MODULE_LIMIT', { what: 'name bytes', count: length, max: 100_000 });
    const bytes = this.view(length);
    try {
      return text.decode(bytes);
    } catch {
      throw this.malformed('name is not UTF-8');
    }
  }

  malformed(what: string): ModuleError {
    return new ModuleError('VM_MODULE_MALFORMED', { what, at: this.at });
  }
}
