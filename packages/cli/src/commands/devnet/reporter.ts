import {
  type BlockLine,
  clockTime,
  formatBlock,
  formatBytes,
  formatStep,
  type LocalAccounts,
  type NetworkEvent,
  type RunningNetwork,
} from '@eventide/devnet';
import { formatAccounts } from '@eventide/devnet/launch/lines';
import type { Io } from '../../command.ts';
import { formatJson } from '../../output.ts';

/** How a starting and running network is told: lines for people, one JSON object an event for machines. Spec: 13 §1.1 */
export type Reporter = {
  event(event: NetworkEvent): void;
  ready(network: RunningNetwork, accounts: LocalAccounts): void;
  stopped(height: bigint, folder: string, bytes: number): void;
  /** Only blocks with transactions are told. */
  toggleQuietBlocks(): boolean;
  say(text: string): void;
};

const USERS_SHOWN = 2;

export function createReporter(io: Io, { json, quiet }: { readonly json: boolean; readonly quiet: boolean }): Reporter {
  return json ? jsonReporter(io) : humanReporter(io, quiet);
}

function jsonReporter(io: Io): Reporter {
  const tell = (event: string, fields: object): void => io.out(`${formatJson({ v: 1, event, ...fields })}\n`);
  return {
    event(event) {
      if (event.kind === 'setup') {
        const { step, name, text, ms } = event;
        tell('setup', { step, name, text, ms: Math.round(ms) });
      } else if (event.kind === 'block') {
        const { txs, ...block } = event.block;
        tell('block', { ...block, txs: txs.length });
        for (const tx of txs) tell('tx', { height: block.height, ...tx });
      } else tell(event.kind === 'fault' ? 'fault' : 'setup', { text: event.text });
    },
    ready: (network) => tell('ready', network),
    stopped: (height, folder, bytes) => tell('stopped', { height, folder, bytes }),
    toggleQuietBlocks: () => false,
    say: () => {},
  };
}

function humanReporter(io: Io, quiet: boolean): Reporter {
  const line = (text: string): void => io.out(`${text}\n`);
  let onlyTransactions = quiet;
  const block = (found: BlockLine): void => {
    if (found.txs.length > 0 || !onlyTransactions) line(formatBlock(found, clockTime(Date.now())));
  };
  return {
    event(event) {
      if (event.kind === 'block') block(event.block);
      else if (event.kind === 'setup') line(formatStep(event.step, event.name, event.text, event.ms));
      else line(event.kind === 'fault' ? `${clockTime(Date.now())}  ${event.text}` : `       ${event.text}`);
    },
    ready: (network, accounts) => line(banner(network, accounts)),
    stopped(height, folder, bytes) {
      const kept = bytes > 0 ? `, state kept in ${folder} (${formatBytes(bytes)})` : '';
      line(`Stopped at block ${height}${kept}. Continue: npm start. Start over: npm start -- --reset`);
    },
    toggleQuietBlocks() {
      onlyTransactions = !onlyTransactions;
      return onlyTransactions;
    },
    say: line,
  };
}

function banner(network: RunningNetwork, accounts: LocalAccounts): string {
  const { urls, chainId, protocol, blockTimeSec, proofs, mode } = network;
  const pace = mode === 'solo' ? 'blocks when a transaction waits' : `block every ${blockTimeSec} s`;
  const history = mode === 'solo' ? 'state in memory' : 'history 10 000 blocks';
  const shown = (url: string | undefined): string => (url ?? 'not built').replace('127.0.0.1', 'localhost');
  const table = formatAccounts(
    accounts.users.slice(0, USERS_SHOWN).map(({ name, mnemonic }) => ({
      name,
      mnemonic,
      dusk: '100 000',
      shielded: '100 000',
    })),
  );
  const sites =
    mode === 'solo'
      ? `  API      ${shown(urls.api)}      Dusk-compatible: /on/... and /graphql`
      : [
          `  Wallet   ${shown(urls.wallet).padEnd(26)} Explorer  ${shown(urls.explorer)}`,
          `  API      ${shown(urls.api).padEnd(26)} Dusk-compatible: /on/... and /graphql`,
          `  Metrics  ${shown(urls.metrics).padEnd(26)} /metrics /health/live /health/ready`,
        ].join('\n');
  return `
${sites}
  Chain    dusk:${chainId} · protocol ${protocol} · ${pace} · ${proofs} proofs · ${history}

${table}
  ...        (all ${accounts.users.length + 1}: press a, or npx eventide devnet accounts)
  These words are public knowledge. Never use them on another network.

  Try it   npx eventide wallet send 12.5 --from alice --to bob
  Keys     ${keysLine(mode)}
`;
}

export function keysLine(mode: RunningNetwork['mode']): string {
  const pause = mode === 'solo' ? '' : 'p pause · ';
  return `a accounts · t only transactions · ${pause}n next block · r reset · ? help · Ctrl-C stop`;
}

/** All accounts with their keys. */
export function accountsText(accounts: LocalAccounts): string {
  return [...accounts.users, accounts.faucet]
    .map(
      ({ name, mnemonic, account, address }) =>
        `${name}\n  words     ${mnemonic}\n  account   ${account}\n  address   ${address}`,
    )
    .join('\n');
}
