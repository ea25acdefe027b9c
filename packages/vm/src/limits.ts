/** Bytes of a page of WebAssembly, of the barrier and of the page tree. Spec: 04 §1 */
export const PAGE_BYTES = 65_536;
/** Frames alive at once, the top-level call included. Spec: 04 §1 */
export const MAX_CALL_DEPTH = 48;
/** Share of the remaining gas a callee gets by default, in percent. Spec: 04 §4.2 */
export const GAS_PASS_PERCENT = 93n;
/** Gas per byte of `emit`. Spec: 04 §4.1 */
export const EMIT_BYTE_PRICE = 4n;
export const CONTRACT_ID_BYTES = 32;
/** Events a session holds at once, some hundred bytes each; gas alone would allow for more than a process can hold. */
export const MOST_EVENTS = 2 ** 22;
