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
