import type { Command } from '../command.ts';

const look = () => import('../commands/circuit/look.ts');

/** Circuits and proofs, without a network. Spec: 13 §2.2 */
export const circuitCommands: readonly Command[] = [
  {
    path: ['circuit', 'show'],
    args: '<circuit>',
    summary: 'rows, size, digests and gadgets',
    options: [],
    example: 'eventide circuit show sound-1/phoenix/1',
    load: async () => (await look()).circuitShow,
  },
  {
    path: ['circuit', 'check'],
    args: '<circuit> [witness]',
    summary: 'every relation of every row, without a proof; exit 3 names the first failing row and its gadget',
    options: [],
    example: 'eventide circuit check sound-1/phoenix/1',
    load: async () => (await look()).circuitCheck,
  },
  {
    path: ['circuit', 'export'],
    args: '<circuit>',
    summary: "verifier data, or the reference's stream of its rows",
    options: [
      { flags: '--verifier', about: 'verifier data: local parameters of sound-1, ceremony of aegis' },
      { flags: '--stream', about: 'rows as the reference describes them, before compression' },
      { flags: '--out <file>', about: 'raw bytes into a file instead of hex' },
    ],
    example: 'eventide circuit export sound-1/phoenix/1 --verifier',
    load: async () => (await look()).circuitExport,
  },
  {
    path: ['circuit', 'diff'],
    args: '<circuit> <circuit-b>',
    summary: 'where two circuits begin to differ; exit 3 unless they are the same',
    options: [],
    example: 'eventide circuit diff sound-1/phoenix/1 sound-1/phoenix/2',
    load: async () => (await import('../commands/circuit/diff.ts')).circuitDiff,
  },
  {
    path: ['proof', 'inspect'],
    args: '<proof>',
    summary: 'parts of a proof, a mock or a proof field: hex, or a file of bytes, hex or JSON',
    options: [],
    example: 'eventide proof inspect examples/proof.json',
    load: async () => (await import('../commands/proofInspect.ts')).proofInspect,
  },
  {
    path: ['proof', 'prove'],
    args: '<circuit> [witness]',
    summary: 'makes a proof of a prover request; left out, of a made-up payment',
    options: [
      { flags: '--mock', about: 'check every row and make a mock proof' },
      { flags: '--threads <n>', about: 'of this machine (default: all)' },
      { flags: '--profile', about: 'time of each phase' },
      { flags: '--crs <file>', about: "the ceremony's parameters, for the public networks' circuits" },
      { flags: '--out <file>', about: 'a file for proof verify' },
    ],
    example: 'eventide proof prove sound-1/phoenix/1 --mock',
    load: async () => (await import('../commands/proofProve.ts')).proofProve,
  },
];
