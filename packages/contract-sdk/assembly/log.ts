import { archive } from "./archive";
import { BUFFER } from "./host";
import { query } from "./queries";

// `log` exists in builds for tests only: other builds drop its calls. The lines go to the session, never into state.

/** Shows a text, with a value behind it, in the output of a test. */
export function logValue<T>(value: T, text: usize, len: i32): void {
  const n = archive<T>(value);
  memory.copy(BUFFER + n, text, len);
  store<u32>(BUFFER + n + len, n);
  query("contract_log", n + len + 4);
}

export function logText(text: usize, len: i32): void {
  memory.copy(BUFFER, text, len);
  store<u32>(BUFFER + len, 0);
  query("contract_log", len + 4);
}
