import { formatDusk, isEventideError } from '@eventide/base';
import {
  getAccount,
  getBalance,
  getHistory,
  getNotes,
  type SignedAuth,
  signAuth,
  signMessage,
  syncWallet,
  verifyAuth,
  verifySignedText,
} from '@eventide/sdk';
import type { Input, Io, Outcome } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import { parseHeight, readInput } from '../../input/bytes.ts';
import { formatFields, formatTable } from '../../output.ts';
import { type Connection, withConnection } from '../../wallet/connect.ts';
import { type OpenProfile, openProfile } from '../../wallet/openProfile.ts';
import { progressLine, syncText } from '../../wallet/progress.ts';
import { listWallets } from '../../wallet/walletFolders.ts';
import { accountOf } from './pay.ts';

/** Brings a wallet to the tip. Spec: 13 §4 */
export function walletSync(io: Io, input: Input): Promise<Outcome> {
  const { from: whose, fromHeight } = input.options;
  // A number that is nobody's name is where to begin.
  const isHeight =
    typeof whose === 'string' && /^\d+$/.test(whose) && !listWallets(io).some(({ name }) => name === whose);
  const from = fromHeight ?? (isHeight ? whose : undefined);
  const birthday = from === undefined ? undefined : parseHeight(from, '--from-height');
  const named: Input = isHeight ? { ...input, options: { ...input.options, from: undefined } } : input;
  return looking(io, named, async ({ client }, { name, profile }) => {
    const progress = progressLine(io, input.flags);
    const started = performance.now();
    const result = await syncWallet(client, {
      wallet: profile.wallet,
      full: input.options.full === true,
      birthday,
      signal: io.signal,
      onProgress: (it) => progress.show(syncText(it)),
    });
    progress.done();
    const seconds = (performance.now() - started) / 1_000;
    const report = { name, height: result.height, notes: result.notes, found: result.found, seconds };
    return { json: report, human: formatFields({ ...report, seconds: seconds.toFixed(1) }) };
  });
}

/** Shielded and public money, stake and reward; of a key that is not one's own, the public part. */
export function walletBalance(io: Io, input: Input): Promise<Outcome> {
  const [who] = input.args;
  return withConnection(io, input, async (connection) => {
    const { client, signal } = connection;
    try {
      return await balanceOf(io, input, connection, who);
    } catch (error) {
      // An address that is not the wallet's is no other way of naming it.
      const another = typeof input.options.profileOf === 'string';
      if (who === undefined || another || !isEventideError(error, 'CLI_NOT_FOUND')) throw error;
      const { name, account } = await accountOf(io, input, connection);
      const { balance, nonce } = await getAccount(client, { account, signal });
      const report = { name, account, public: balance, nonce };
      return { json: report, human: formatFields({ account: name, public: `${formatDusk(balance)} DUSK`, nonce }) };
    }
  });
}

async function balanceOf(io: Io, input: Input, connection: Connection, who: string | undefined): Promise<Outcome> {
  const { client, signal } = connection;
  const { name, profile, close } = await openProfile(io, input, connection, who);
  const progress = progressLine(io, input.flags);
  try {
    await syncWallet(client, { wallet: profile.wallet, signal, onProgress: (it) => progress.show(syncText(it)) });
    progress.done();
    const { shielded, public: open, staked, reward } = await getBalance(client, { profile, signal });
    const notes = input.options.notes === true ? getNotes(profile) : undefined;
    const report = {
      name,
      account: profile.account,
      address: profile.address,
      shielded: { spendable: shielded.spendable, pending: shielded.pending, total: shielded.total },
      public: open,
      staked,
      reward,
      ...(notes === undefined ? {} : { notes }),
    };
    const lines = formatFields({
      account: name,
      shielded: `${formatDusk(shielded.total)} DUSK${shielded.pending > 0n ? ` (${formatDusk(shielded.pending)} pending)` : ''}`,
      public: `${formatDusk(open)} DUSK`,
      staked: `${formatDusk(staked)} DUSK`,
      reward: `${formatDusk(reward)} DUSK`,
    });
    const table = notes?.map((note) => [String(note.pos), formatDusk(note.value), note.state]) ?? [];
    return { json: report, human: table.length === 0 ? lines : `${lines}\n\n${formatTable(table)}` };
  } finally {
    progress.done();
    await close();
  }
}

/** What a wallet sent and received. */
export function walletHistory(io: Io, input: Input): Promise<Outcome> {
  return looking(io, input, async ({ client, signal }, { name, profile }) => {
    await syncWallet(client, { wallet: profile.wallet, signal });
    const { entries: all, complete } = await getHistory(client, { profile, signal });
    const since = input.options.since === undefined ? 0n : parseHeight(input.options.since, '--since');
    const entries = all.filter(({ height }) => height === null || height >= since);
    const rows = entries.map((entry) => [
      entry.height === null ? '-' : String(entry.height),
      entry.kind,
      `${entry.direction === 'out' ? '-' : entry.direction === 'in' ? '+' : ''}${formatDusk(entry.value)}`,
      entry.state,
      entry.id ?? '',
    ]);
    if (input.options.csv === true)
      return {
        json: { name, entries, complete },
        human: ['height,kind,dusk,state,id', ...rows.map((row) => row.join(','))].join('\n'),
      };
    return { json: { name, entries, complete }, human: rows.length === 0 ? 'nothing yet' : formatTable(rows) };
  });
}

/** Signs a message for use outside the chain. Spec: 08 §11 */
export function walletSign(io: Io, input: Input): Promise<Outcome> {
  return looking(io, input, async ({ facts }, { profile }) => {
    const text = input.args[0] as string;
    const message =
      text === '-' || text.startsWith('@')
        ? await readInput(io, text === '-' ? '-' : text.slice(1))
        : new TextEncoder().encode(text);
    const origin = textOption(input, 'origin') ?? 'eventide-cli';
    const signed = signMessage({ profile, message, origin, chainId: `dusk:${facts.chainId}` });
    return {
      json: { ...signed },
      human: formatFields({ account: signed.account, signature: signed.signature, payload: signed.payload }),
    };
  });
}

/** Signs a login for a service. Spec: 08 §11 */
export function walletAuth(io: Io, input: Input): Promise<Outcome> {
  return looking(io, input, async ({ facts }, { profile }) => {
    const origin = textOption(input, 'origin');
    const nonce = textOption(input, 'nonce');
    if (origin === undefined || nonce === undefined)
      throw new CliError('CLI_USAGE', { expected: '--origin and --nonce' });
    const statement = textOption(input, 'statement');
    const signed = signAuth({ profile, origin, nonce, statement, chainId: `dusk:${facts.chainId}`, nowMs: Date.now() });
    return {
      json: { ...signed },
      human: formatFields({ account: signed.account, signature: signed.signature, payload: signed.payload }),
    };
  });
}

/** Whether a signed message or login is that of its account; exit 3 if not. Needs no network. */
export async function walletVerify(io: Io, input: Input): Promise<Outcome> {
  const text = new TextDecoder().decode(await readInput(io, input.args[0] as string));
  let signed: Record<string, unknown>;
  try {
    signed = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new CliError('CLI_BAD_INPUT', { what: 'signed message', expected: 'the JSON of wallet sign or wallet auth' });
  }
  const valid = isValid(signed);
  return {
    json: { valid, account: signed.account ?? null },
    human: valid ? `signed by ${signed.account}` : 'not signed by this account',
    exit: valid ? EXIT.done : EXIT.checkedFalse,
  };
}

/** Logins carry their text; that of a message follows from its fields. */
function isValid(signed: Record<string, unknown>): boolean {
  const text = (name: string): string => {
    const value = signed[name];
    if (typeof value !== 'string') throw new CliError('CLI_BAD_INPUT', { what: 'signed message', missing: name });
    return value;
  };
  try {
    if (signed.nonce !== undefined) return verifyAuth(signed as unknown as SignedAuth);
    const message = [
      'Dusk Connect SignMessage v1',
      `Origin: ${text('origin')}`,
      `Chain ID: ${text('chainId')}`,
      `Account: ${text('account')}`,
      `Message Hash: ${text('messageHash')}`,
      `Message Len: ${String(signed.messageLen)}`,
    ].join('\n');
    return verifySignedText(text('account'), message, text('signature'));
  } catch (error) {
    if (isEventideError(error) && !isEventideError(error, 'CLI_BAD_INPUT')) return false;
    throw error;
  }
}

function textOption({ options }: Input, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

function looking(
  io: Io,
  input: Input,
  task: (connection: Connection, opened: OpenProfile) => Promise<Outcome>,
): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const opened = await openProfile(io, input, connection);
    try {
      return await task(connection, opened);
    } finally {
      await opened.close();
    }
  });
}
