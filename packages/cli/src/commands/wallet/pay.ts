import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { formatDusk, type Lux, parseDusk } from '@eventide/base';
import {
  defaultGasLimits,
  getNotes,
  getStake,
  MAX_INPUTS,
  prepareClaimReward,
  prepareMergeNotes,
  prepareSendBlobs,
  prepareSendPublic,
  prepareSendShielded,
  prepareShield,
  prepareStake,
  prepareUnshield,
  prepareUnstake,
} from '@eventide/sdk';
import type { Input, Io, Outcome } from '../../command.ts';
import { readBook } from '../../config/book.ts';
import { CliError } from '../../errors.ts';
import { parseCount } from '../../input/bytes.ts';
import { inGroups, parseRecipient, type Recipient } from '../../input/recipient.ts';
import { formatFields } from '../../output.ts';
import { type Connection, withConnection } from '../../wallet/connect.ts';
import { localAccount, type OpenProfile, openProfile } from '../../wallet/openProfile.ts';
import { runSend, type SendPlan } from '../../wallet/send.ts';

/** More than any wallet holds. */
const MOST_NOTES = 1_000_000;

/** Pays: the recipient's kind decides whether the payment is shielded or public. Spec: 13 §2.2 */
export function walletSend(io: Io, input: Input): Promise<Outcome> {
  return sending(io, input, async (connection, sender) => {
    const { options } = input;
    if (typeof options.to !== 'string') throw new CliError('CLI_USAGE', { expected: '--to' });
    const to = recipientOf(io, input, connection, options.to);
    const hasBlobs = Array.isArray(options.blob) && options.blob.length > 0;
    // Contents may travel without money.
    const value = hasBlobs && input.args[0] === '0' ? 0n : amountOf(input.args[0], to.amount);
    const memo = typeof options.memo === 'string' ? options.memo : to.memo;
    await confirmRecipient(io, input, to);
    if (options.public === true && to.kind === 'shielded')
      throw new CliError('CLI_BAD_INPUT', {
        what: '--to',
        problem: 'a shielded address cannot be paid publicly: eventide wallet shield moves money in',
      });
    const blobs = options.blob;
    const summary = {
      amount: `${formatDusk(value)} DUSK`,
      from: `${sender.name} (${to.kind})`,
      to: to.name ?? to.text,
      memo: memo === undefined ? undefined : `${memo} (public)`,
    };
    if (Array.isArray(blobs) && blobs.length > 0) {
      const contents = blobs.map((file) => readContent(io, file));
      return planOf(
        'sendBlobs',
        summary,
        false,
        defaultGasLimits.publicTransfer + 1_000_000n * BigInt(blobs.length),
        (params) => prepareSendBlobs(connection.client, { ...params, blobs: contents, to: to.text, value }),
      );
    }
    if (to.kind === 'shielded')
      return planOf('sendShielded', summary, true, defaultGasLimits.shieldedTransfer, (params) =>
        prepareSendShielded(connection.client, { ...params, to: to.text, value, memo }),
      );
    return planOf('sendPublic', summary, false, defaultGasLimits.publicTransfer, (params) =>
      prepareSendPublic(connection.client, { ...params, to: to.text, value, memo }),
    );
  });
}

/** Public money becomes notes of the same profile. */
export function walletShield(io: Io, input: Input): Promise<Outcome> {
  return sending(io, input, async ({ client }, sender) => {
    const value = amountOf(input.args[0]);
    const summary = {
      amount: `${formatDusk(value)} DUSK`,
      from: `${sender.name} (public)`,
      to: `${sender.name} (shielded)`,
    };
    return planOf('shield', summary, false, defaultGasLimits.shieldedCall, (params) =>
      prepareShield(client, { ...params, value }),
    );
  });
}

/** Notes become public money of the same profile. */
export function walletUnshield(io: Io, input: Input): Promise<Outcome> {
  return sending(io, input, async ({ client }, sender) => {
    const value = amountOf(input.args[0]);
    const summary = {
      amount: `${formatDusk(value)} DUSK`,
      from: `${sender.name} (shielded)`,
      to: `${sender.name} (public)`,
    };
    return planOf('unshield', summary, true, defaultGasLimits.shieldedCall, (params) =>
      prepareUnshield(client, { ...params, value }),
    );
  });
}

/**
 * The smallest notes become one, four at a time: once, or until so many are left that are worth more than a payment costs. What gas gives
 * back is a note of its own each time, and not worth one.
 * Spec: 13 §2.2, 03 §6.3
 */
export function walletMerge(io: Io, input: Input): Promise<Outcome> {
  return sending(io, input, async ({ client, network }, { name, profile }) => {
    const { toNotes } = input.options;
    const gasLimit = defaultGasLimits.shieldedTransfer;
    if (toNotes === undefined)
      return planOf('mergeNotes', { merge: `the smallest notes of ${name}` }, true, gasLimit, (params) =>
        prepareMergeNotes(client, params),
      );
    const target = parseCount(String(toNotes), '--to-notes', 1, MOST_NOTES);
    let above = 0n;
    const tooMany = (): number =>
      getNotes(profile).filter((note) => note.state === 'free' && note.value >= above).length - target;
    const summary = { merge: `notes of ${name}`, until: `${target} ${target === 1 ? 'is' : 'are'} left` };
    return {
      ...planOf('mergeNotes', summary, true, gasLimit, (params) =>
        prepareMergeNotes(client, { ...params, most: tooMany() + 1, above }),
      ),
      times: (maxFee) => {
        above = maxFee;
        return Math.ceil(Math.max(0, tooMany()) / (MAX_INPUTS - 1));
      },
      done: () => {
        const notes = target + tooMany();
        const json = { kind: 'mergeNotes', notes, network: network.name, sent: false };
        return {
          json,
          human: `${name} has ${notes} ${notes === 1 ? 'note' : 'notes'} worth more than a payment costs`,
        };
      },
    };
  });
}

/** Stakes, or adds to a stake that is there. Spec: 05 §5 */
export function walletStakeAdd(io: Io, input: Input): Promise<Outcome> {
  return sending(io, input, async ({ client }, sender) => {
    const value = amountOf(input.args[0]);
    const summary = { stake: `${formatDusk(value)} DUSK`, of: sender.name };
    const owner = ownerOf(input, sender);
    return planOf('stake', summary, false, defaultGasLimits.shieldedCall, (params) =>
      prepareStake(client, { ...params, value, owner }),
    );
  });
}

/** Takes stake back: all of it, or so much. */
export function walletStakeRemove(io: Io, input: Input): Promise<Outcome> {
  return sending(io, input, async ({ client }, sender) => {
    const value = input.args[0] === undefined ? undefined : amountOf(input.args[0]);
    const summary = { unstake: value === undefined ? 'everything' : `${formatDusk(value)} DUSK`, of: sender.name };
    return planOf('unstake', summary, false, defaultGasLimits.shieldedCall, (params) =>
      prepareUnstake(client, { ...params, value, owner: ownerOf(input, sender) }),
    );
  });
}

/** Takes rewards out: all of them, or so much. */
export function walletStakeClaim(io: Io, input: Input): Promise<Outcome> {
  return sending(io, input, async ({ client }, sender) => {
    const value = input.args[0] === undefined ? undefined : amountOf(input.args[0]);
    const summary = { rewards: value === undefined ? 'all' : `${formatDusk(value)} DUSK`, of: sender.name };
    return planOf('claimReward', summary, false, defaultGasLimits.shieldedCall, (params) =>
      prepareClaimReward(client, { ...params, value, owner: ownerOf(input, sender) }),
    );
  });
}

/** Profile whose key alone takes out stake and rewards. @throws CliError CLI_BAD_INPUT */
function ownerOf({ options }: Input, { profile }: OpenProfile): number | undefined {
  const { owner } = options;
  return owner === undefined ? undefined : parseCount(String(owner), '--owner', 0, profile.wallet.profileCount - 1);
}

/** A stake: what counts, since when, what it earned. */
export function walletStakeStatus(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const { client, signal } = connection;
    const { name, account } = await accountOf(io, input, connection);
    const stake = await getStake(client, { account, signal });
    const report = { name, account, stake };
    const human =
      stake === null
        ? `${name} has no stake`
        : formatFields({
            active: `${formatDusk(stake.active)} DUSK`,
            locked: `${formatDusk(stake.locked)} DUSK`,
            'takes part from': `block ${stake.eligibility}`,
            reward: `${formatDusk(stake.reward)} DUSK`,
            faults: `${stake.faults} soft, ${stake.hardFaults} hard`,
          });
    return { json: report, human };
  });
}

/** The account of `who`, a key, a local name, or the command's wallet. */
export async function accountOf(
  io: Io,
  input: Input,
  connection: Connection,
): Promise<{ readonly name: string; readonly account: string }> {
  const who = input.args[0];
  if (who !== undefined) {
    const local = localAccount(connection, who);
    if (local !== undefined) return { name: who, account: local.account };
    const found = parseRecipient(who, { book: readBook(io) });
    if (found.kind === 'public') return { name: found.name ?? who, account: found.text };
    throw new CliError('CLI_BAD_INPUT', { what: 'account', expected: 'a public account' });
  }
  const opened = await openProfile(io, input, connection);
  const { account } = opened.profile;
  await opened.close();
  return { name: opened.name, account };
}

function sending(
  io: Io,
  input: Input,
  plan: (connection: Connection, sender: OpenProfile) => Promise<SendPlan>,
): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const sender = await openProfile(io, input, connection);
    try {
      return await runSend(io, input, connection, sender, await plan(connection, sender));
    } finally {
      await sender.close();
    }
  });
}

function planOf(
  kind: SendPlan['kind'],
  summary: SendPlan['summary'],
  needsSync: boolean,
  gasLimit: bigint,
  prepare: SendPlan['prepare'],
): SendPlan {
  return { kind, summary, needsSync, gasLimit, prepare };
}

function recipientOf(io: Io, { options }: Input, connection: Connection, text: string): Recipient {
  return parseRecipient(text, {
    book: readBook(io),
    local(name) {
      const found = localAccount(connection, name);
      if (found === undefined) return undefined;
      return options.public === true ? found.account : found.address;
    },
  });
}

/** A key typed in full is read back in groups: most typos of shielded addresses are valid addresses too. Spec: 13 §2.1 */
async function confirmRecipient(io: Io, { flags }: Input, to: Recipient): Promise<void> {
  if (to.name !== undefined || flags.yes || io.ask === undefined) return;
  io.err(`New recipient (${to.kind}):\n${inGroups(to.text)}\n`);
  if (!(await io.ask.confirm('Is this the right one?'))) throw new CliError('CLI_DECLINED');
}

function amountOf(text: string | undefined, fromLink?: Lux | undefined): Lux {
  if (text !== undefined) {
    const value = parseDusk(text);
    if (value === 0n) throw new CliError('CLI_BAD_INPUT', { what: 'amount', expected: 'more than nothing' });
    return value;
  }
  if (fromLink === undefined) throw new CliError('CLI_USAGE', { expected: 'an amount' });
  return fromLink;
}

function readContent(io: Io, file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(isAbsolute(file) ? file : join(io.folder, file)));
  } catch (error) {
    throw new CliError('CLI_FILE', { file, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}
