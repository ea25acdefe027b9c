/** Exit codes of every command. Spec: 13 §2.1 */
export const EXIT = {
  done: 0,
  ourFault: 1,
  usage: 2,
  checkedFalse: 3,
  notFound: 4,
  nodeRefused: 5,
  unreachable: 6,
  locked: 7,
  machine: 8,
  declined: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Codes whose exit code is not 2, by their beginning; the longest match counts. */
const byCode: readonly (readonly [prefix: string, exit: ExitCode])[] = [
  ['CLI_NOT_FOUND', EXIT.notFound],
  ['CLI_CHILD', EXIT.machine],
  ['CLI_DECLINED', EXIT.declined],
  ['CLI_INTERRUPTED', EXIT.interrupted],
  ['CLI_CHECK_FAILED', EXIT.checkedFalse],
  ['CLI_TIMEOUT', EXIT.unreachable],
  ['CRYPTO_DECRYPT', EXIT.locked],
  ['DEVNET_BAD_OPTION', EXIT.usage],
  ['DEVNET_NOT_RUNNING', EXIT.notFound],
  ['DEVNET_NO_', EXIT.notFound],
  ['DEVNET_UNSUPPORTED', EXIT.usage],
  ['DEVNET_BAD_DUMP', EXIT.usage],
  ['DEVNET_TIMEOUT', EXIT.unreachable],
  ['DEVNET_FORK_STATE', EXIT.checkedFalse],
  ['DEVNET_FORK_HEIGHT', EXIT.notFound],
  ['DEVNET_FORK_ORIGIN', EXIT.unreachable],
  ['DEVNET_FORK_UNSUPPORTED', EXIT.usage],
  ['DEVNET_', EXIT.machine],
  ['API_PORT_TAKEN', EXIT.machine],
  ['NODE_PORT_TAKEN', EXIT.machine],
  ['NODE_OTHER_GENESIS', EXIT.machine],
  ['NODE_FOLDER_BUSY', EXIT.machine],
  ['NODE_FORMAT', EXIT.machine],
  ['NODE_NOT_WRITABLE', EXIT.machine],
  ['NODE_KEY_IN_USE', EXIT.machine],
  ['VM_STATE_CORRUPT', EXIT.machine],
  ['NETWORK_REFUSED', EXIT.nodeRefused],
  ['NETWORK_', EXIT.unreachable],
  ['TX_FAILED', EXIT.checkedFalse],
  ['WALLET_BAD_PASSWORD', EXIT.locked],
  ['WALLET_LOCKED', EXIT.locked],
];

/** The exit code of an error: malformed input is 2 unless its code says more. Spec: 13 §2.1 */
export function exitOf({ code }: { readonly code: string }): ExitCode {
  const words = code.split('_');
  if (words.includes('PASSWORD') || words.includes('LOCKED')) return EXIT.locked;
  return byCode.find(([prefix]) => code.startsWith(prefix))?.[1] ?? EXIT.usage;
}
