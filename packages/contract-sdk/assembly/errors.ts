import { DEBUG, tellPlace } from "./debug";
import { BUFFER, hostPanic } from "./host";

// Texts are literals in the source; the build turns each into the address and length of UTF-8 static data.

/** Aborts the call with a UTF-8 text; its effects are undone and the caller gets the text. */
export function panic(text: usize, len: i32): void {
  if (DEBUG) tellPlace(text, len);
  memory.copy(BUFFER, text, len);
  hostPanic(len);
  unreachable();
}

/** Aborts the call unless `ok`. */
@inline
export function ensure(ok: bool, text: usize, len: i32): void {
  if (!ok) panic(text, len);
}

/** An argument that is no archive of its type. */
export function malformed(): void {
  panic("ABI_ARGUMENT");
}

/** Index beyond the end of a Vec or List. */
export function outOfRange(): void {
  panic("INDEX");
}

export function overflow(): void {
  panic("OVERFLOW");
}
