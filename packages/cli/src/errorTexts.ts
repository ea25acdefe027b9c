/** What a code means, and what to do next. */
export type ErrorText = { readonly message: string; readonly next: string };

/** A sentence and a next step for any code; unknown codes say so. Spec: 13 §2.1 */
export function describeError(code: string): ErrorText {
  const text = texts[code];
  if (text !== undefined) return { message: text[0], next: text[1] };
  return { message: 'no explanation is recorded for this code', next: 'eventide --help' };
}

/** Every code that has a text. */
export function knownErrorCodes(): readonly string[] {
  return Object.keys(texts);
}

const texts: Record<string, readonly [message: string, next: string]> = {
  CLI_USAGE: ['the words of the command line do not fit', 'eventide --help'],
  CLI_FILE: ['a file could not be read', 'check the name and its permissions'],
  CLI_BAD_INPUT: ['an input is not what the command takes', 'see the example in --help of the command'],
  CLI_UNKNOWN_CODE: ['no such error code', 'copy the code as it was printed'],
  FAULT_DISK: ['this machine could not read or write its disk', 'free space, check permissions, then try again'],
  FAULT_MEMORY: ['this machine ran out of memory', 'close other programs or use fewer threads'],
  FAULT_WORKER: ['a worker of this process died', 'try again; report it if it returns'],
  FAULT_INTERNAL: ['an internal invariant does not hold', 'report this with the command you typed'],
  TEXT_BAD_HEX: ['not hexadecimal', 'use characters 0-9 and a-f, two per byte, no prefix'],
  TEXT_BAD_BASE58: ['not base58', 'copy the text again; 0, O, I and l never occur'],
  TEXT_BAD_BASE64: ['not base64', 'use the standard alphabet with padding'],
  TEXT_BAD_LENGTH: ['the text has the wrong length', 'copy it again, whole'],
  TEXT_TOO_LONG: ['the text is longer than any valid one', 'copy it again, alone'],
  LUX_BAD_AMOUNT: ['not an amount of DUSK', "write digits and at most one point, e.g. 12.5, or '7lux'"],
  LUX_TOO_PRECISE: ['DUSK has nine decimals', 'leave out the further ones'],
  LUX_TOO_LARGE: ['more than any amount that can exist', 'check the amount'],
};
