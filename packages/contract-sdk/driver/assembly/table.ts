// The contract's types, methods and events, written behind this module by the build: words at a fixed address. See
// src/driver/driverTable.ts, which writes them.

const TABLE: usize = 0x400;

export const VOID: u32 = 0;
export const UNSIGNED: u32 = 1;
export const SIGNED: u32 = 2;
export const BOOL: u32 = 3;
export const TEXT: u32 = 4;
export const BYTE_VECTOR: u32 = 5;
export const VECTOR: u32 = 6;
export const OPTION: u32 = 7;
export const BYTES: u32 = 8;
export const STRUCT: u32 = 9;
export const ENUM: u32 = 10;

/** Bytes of an entry of a struct's or enum's list: name, its length, type, offset. */
export const ENTRY: usize = 16;

/** kind, size, align, and by kind: inner type | form | tuple and count of entries. */
@unmanaged
export class Type {
  kind: u32;
  size: u32;
  align: u32;
  /** Inner type, form of bytes, or 1 for a tuple. */
  detail: u32;
  count: u32;

  get inner(): Type { return changetype<Type>(<usize>this.detail); }
  entry(i: u32): Entry { return changetype<Entry>(changetype<usize>(this) + 20 + <usize>i * ENTRY); }
}

@unmanaged
export class Entry {
  name: u32;
  nameLength: u32;
  type: Type;
  offset: u32;
}

/** name, its length, argument, output. */
@unmanaged
export class Method {
  name: u32;
  nameLength: u32;
  argument: Type;
  output: Type;
}

function word(i: usize): usize { return load<u32>(TABLE + (i << 2)); }

export function schemaText(): usize { return word(4); }
export function schemaLength(): usize { return word(5); }
export function versionText(): usize { return word(6); }
export function versionLength(): usize { return word(7); }

/** The method of this name, or 0. */
export function findMethod(name: usize, length: usize): usize { return find(word(0), word(1), name, length); }

/** The event of this topic: its type is the argument. Or 0. */
export function findEvent(topic: usize, length: usize): usize { return find(word(2), word(3), topic, length); }

function find(at: usize, count: usize, name: usize, length: usize): usize {
  for (; count; count--, at += 16) {
    if (load<u32>(at, 4) == length && memory.compare(load<u32>(at), name, length) == 0) return at;
  }
  return 0;
}
