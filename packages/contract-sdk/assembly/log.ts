import { archive } from "./archive";
import { consoleId } from "./debug";
import { BUFFER, c } from "./host";

// `log` exists in builds for tests only: other builds drop its calls. A line is a call to a contract that nobody can own: whoever
// listens prints it, everywhere else it fails for 1 gas and changes nothing. Spec: 13 §3.4

/** Shows a text, with a value behind it, in the output of a test. */
export function logValue<T>(value: T, text: usize, len: i32): void {
  say(archive<T>(value), text, len);
}

export function logText(text: usize, len: i32): void {
  say(0, text, len);
}

/** value ‖ text ‖ u32 length of the value, to `eventide/console`. */
function say(n: i32, text: usize, len: i32): void {
  memory.copy(BUFFER + n, text, len);
  store<u32>(BUFFER + n + len, n);
  c(consoleId(), memory.data<u8>([108, 111, 103]), 3, n + len + 4, 0);
}
