import type { BuiltContract } from '../build/buildContract.ts';

/** What `contract build` and `contract inspect` tell of a module. */
export type ContractReport = {
  readonly contract: string;
  readonly bytes: number;
  readonly codeBytes: number;
  readonly dataBytes: number;
  readonly sha256: string;
  /** Gas a deployment costs at least. */
  readonly deployCharge: bigint;
  /** 64 KiB pages: of the memory at start; written at deployment by static data. */
  readonly initialPages: number;
  readonly staticPages: number;
  /** Bytes of fixed state on the hot page, of 15 312. */
  readonly cellBytes: number;
  readonly methods: number;
  readonly queries: readonly string[];
};

const PAGE = 65_536;

/** Size and page report. Spec: 12 §6, §7 */
export function reportContract({ abi, wasm, facts, deployCharge }: BuiltContract): ContractReport {
  const last = abi.state.at(-1);
  const first = abi.state[0];
  return {
    contract: abi.contract,
    bytes: wasm.length,
    codeBytes: facts.codeBytes,
    dataBytes: facts.dataBytes,
    sha256: abi.sha256,
    deployCharge,
    initialPages: facts.initialPages,
    staticPages: Math.ceil(facts.dataBytes / PAGE),
    cellBytes: last && first ? last.offset + last.size - first.offset : 0,
    methods: abi.methods.length,
    queries: abi.queries,
  };
}

/** The report as lines for a terminal. */
export function formatReport(report: ContractReport): string {
  return [
    `${report.contract}: ${report.bytes} bytes (code ${report.codeBytes}, data ${report.dataBytes}), ${report.methods} methods`,
    `sha256 ${report.sha256}`,
    `deployment from ${report.deployCharge} gas · memory ${report.initialPages} pages, static data on ${report.staticPages} · cells ${report.cellBytes} bytes`,
    `host queries: ${report.queries.join(', ') || 'none'}`,
  ].join('\n');
}
