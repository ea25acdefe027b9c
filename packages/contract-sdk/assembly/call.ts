import { archive, check, copied, read, sizeOf } from "./archive";
import { panic } from "./errors";
import { BUFFER, c, hostFeed } from "./host";

/** Outcome of a guarded call. Codes: 0 ok, -1 panic, -2 out of gas, -3 no such contract, i32.MIN anything else. Spec: 04 §4.2 */
@unmanaged
export class Attempt<T> {
  code: i32;
  /** Result root, or for code -1 the panic text. */
  data: usize;
  length: u32;

  get ok(): bool {
    return this.code == 0;
  }

  get value(): T {
    return read<T>(this.data);
  }
}

/** Aborts with a text followed by the failed attempt's error as the reference's contracts print it: `text: Panic("…")`. */
export function panicWith<T>(a: Attempt<T>, text: usize, len: i32): void {
  const p = __alloc(<usize>len + 2 + 8 + <usize>a.length * 6);
  memory.copy(p, text, len);
  store<u16>(p + len, 0x203a); // ": "
  const end = describe<T>(a, p + len + 2);
  panic(p, <i32>(end - p));
}

/** Writes the error's name, and for a panic its quoted text, to d; returns the end. */
function describe<T>(a: Attempt<T>, d: usize): usize {
  if (a.code == -1) return quote(copyText(d, "Panic("), a.data, a.length);
  if (a.code == -2) return copyText(d, "OutOfGas");
  if (a.code == -3) return copyText(d, "DoesNotExist");
  return copyText(d, "Unknown");
}

function copyText(d: usize, text: usize, len: i32): usize {
  memory.copy(d, text, len);
  return d + len;
}

/** A text between quotation marks with the escapes of the reference's language, and the bracket that closes the name. */
function quote(d: usize, text: usize, len: u32): usize {
  store<u8>(d++, 0x22);
  for (let i: u32 = 0; i < len; i++) {
    const byte = load<u8>(text + i);
    const short = byte == 0x22 || byte == 0x5c ? byte : byte == 10 ? 0x6e : byte == 13 ? 0x72 : byte == 9 ? 0x74 : byte == 0 ? 0x30 : 0;
    if (short) {
      store<u8>(d++, 0x5c);
      store<u8>(d++, short);
    } else if (byte < 32 || byte == 127) d = escaped(d, byte);
    else store<u8>(d++, byte);
  }
  store<u16>(d, 0x2922); // ")
  return d + 2;
}

/** \u{1f} */
function escaped(d: usize, byte: u8): usize {
  d = copyText(d, "\\u{");
  if (byte >= 16) store<u8>(d++, 0x30 + (byte >> 4));
  const low = byte & 15;
  store<u8>(d++, low < 10 ? 0x30 + low : 0x57 + low);
  store<u8>(d++, 0x7d);
  return d;
}

let nextGas: u64 = 0;

/** Gas limit of the next call of this contract; 0 = 93 % of what is left. */
export function withGas(limit: u64): void {
  nextGas = limit;
}

/** One inter-contract call; the argument lies in the buffer already. The result is copied, not interpreted. */
export function callRaw(id: usize, name: usize, nameLen: i32, argLen: i32): Attempt<u8> {
  const gas = nextGas;
  nextGas = 0;
  const n = c(id, name, nameLen, argLen, gas);
  const a = changetype<Attempt<u8>>(__alloc(offsetof<Attempt<u8>>()));
  a.code = n < 0 ? n : 0;
  a.length = n >= 0 ? n : n == -1 ? load<u32>(BUFFER) : 0;
  a.data = copied(n >= 0 ? BUFFER : BUFFER + 4, a.length);
  return a;
}

/** One inter-contract call with a result of type T; the argument lies in the buffer already. */
export function attempt<T>(id: usize, name: usize, nameLen: i32, argLen: i32): Attempt<T> {
  const a = changetype<Attempt<T>>(changetype<usize>(callRaw(id, name, nameLen, argLen)));
  if (a.code == 0) {
    if (!isVoid<T>()) {
      if (a.length < sizeOf<T>()) panic("ABI_RETURN");
      const base = a.data;
      a.data = base + a.length - sizeOf<T>();
      check<T>(a.data, base);
    }
  }
  return a;
}

/** As `attempt`, but a failure of the callee becomes ours, text included. */
export function invoke<T>(id: usize, name: usize, nameLen: i32, argLen: i32): T {
  const a = attempt<T>(id, name, nameLen, argLen);
  if (a.code == -1) panic(a.data, a.length);
  if (a.code != 0) panic("CALL_FAILED");
  if (!isVoid<T>()) return a.value;
}

/** Hands one value to the node's feeder; traps outside of feeder queries. */
export function feed<T>(v: T): void {
  hostFeed(archive<T>(v));
}
