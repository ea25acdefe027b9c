import { isEventideError } from '@eventide/base';
import { openWalletFile, sealWalletFile } from '@eventide/crypto/keys/walletFile';
import { systemRandom } from '@eventide/crypto/random';
import { loadKernelsAsync } from '@eventide/kernels';
import type { NetworkEntry } from '@eventide/kit/page/networks';
import {
  createMnemonic,
  createWallet,
  getTip,
  hasWallet,
  heightAt,
  openWallet,
  smallCost,
  strongCost,
  WalletError,
} from '@eventide/sdk';
import { waitUntil } from './attempts.ts';
import { readGreeting, writeGreeting } from './greeting.ts';
import type { Keeper } from './keeper.ts';
import { keepCeremony } from './parameters.ts';
import { openPasskey, readPasskeyHint, removePasskey, writePasskey } from './passkey.ts';
import { createPasswordGate } from './passwordGate.ts';
import type { Birthday, Engine } from './protocol.ts';
import { closeVault, openVault, readAttempts, wipeVault, writeAttempts } from './vault.ts';
import { lockedView } from './viewStore.ts';
import { checkWords, completeWord } from './words.ts';

const FEW_MEMORY_GB = 4;
const TAKE_OVER_MS = 5_000;
const LOOK_MS = 100;

/** Notes a first payment is likely to spend. */
const FIRST_INPUTS = 2;

/** How a wallet comes to be, opens, locks and ends. */
export function lifeOf(
  keeper: Keeper,
): Pick<
  Engine,
  | 'start'
  | 'newWords'
  | 'checkWords'
  | 'completeWord'
  | 'create'
  | 'importBackup'
  | 'unlock'
  | 'unlockWithPasskey'
  | 'addPasskey'
  | 'removePasskey'
  | 'setGreeting'
  | 'lock'
  | 'revealWords'
  | 'wordsChecked'
  | 'changePassword'
  | 'exportBackup'
  | 'wipe'
  | 'takeOver'
  | 'setThreads'
  | 'setRemoteProver'
  | 'useParameters'
> {
  const { store, readying } = keeper;
  const gate = createPasswordGate({
    read: () => readAttempts(keeper.vault()),
    write: (attempts) => writeAttempts(keeper.vault(), attempts),
    tell: (tries) => store.patch({ tries }),
    nowMs: () => Date.now(),
  });
  const reveal = (password: string): Promise<string | null> =>
    gate(async () => keeper.session().wallet.revealMnemonic(password));

  const bornAt = async (birthday: Birthday): Promise<bigint | undefined> => {
    if (birthday.kind === 'height') return birthday.height;
    if (birthday.kind === 'unknown') return undefined;
    const node = keeper.node();
    // Without a node nothing is known of heights: everything is scanned, which is slow and never wrong.
    if (node === null) return undefined;
    return birthday.kind === 'now' ? (await getTip(node)).height : heightAt(node, birthday.ms);
  };

  let started: Promise<void> = Promise.resolve();
  const begin = async (network: NetworkEntry, threads: number | null): Promise<void> => {
    keeper.useThreads(threads);
    store.patch({ ...lockedView, phase: 'starting', network, facts: null, tries: { count: 0, untilMs: 0 } });
    await keeper.lock();
    const before = keeper.hasVault();
    if (before !== null) await closeVault(before);
    await loadKernelsAsync();
    const vault = await openVault(network.name);
    keeper.useVault(vault);
    const attempts = await readAttempts(vault);
    store.patch({
      tries: { count: attempts.count, untilMs: waitUntil(attempts) },
      greeting: await readGreeting(vault.notes),
      passkey: await readPasskeyHint(vault.notes),
    });
    try {
      store.patch({ phase: (await hasWallet(vault.wallet)) ? 'locked' : 'none' });
    } catch {
      store.patch({ phase: 'damaged' });
    }
    keeper.connect(network);
    store.tellAll();
  };

  const unlock = async (password: string): Promise<void> => {
    // A worker that has just taken the place of another one may still be on its way.
    await started;
    readying.inputs(FIRST_INPUTS);
    try {
      await keeper.open(await gate(() => openWallet({ ...keeper.place(), password })), {});
    } catch (error) {
      if (isEventideError(error, 'WALLET_STORE_CORRUPT')) store.patch({ phase: 'damaged' });
      throw error;
    }
  };

  return {
    start(network, threads) {
      started = begin(network, threads);
      return started;
    },

    // Whoever has words in front of him will have a wallet: while he reads or types, the prover gets ready.
    newWords(count) {
      readying.inputs(FIRST_INPUTS);
      return createMnemonic(count);
    },
    checkWords(text) {
      const found = checkWords(text);
      if (found.kind === 'ok') readying.inputs(FIRST_INPUTS);
      return found;
    },
    completeWord,

    async create(words, password, birthday, checked) {
      readying.inputs(FIRST_INPUTS);
      const found = await bornAt(birthday);
      const opened = await createWallet({
        ...keeper.place(),
        mnemonic: words,
        password,
        cost: cost(),
        ...(found === undefined ? {} : { birthday: found }),
      });
      await keeper.open(opened, { wordsUnchecked: !checked });
    },

    async importBackup(file, password) {
      readying.inputs(FIRST_INPUTS);
      const { seed, profileCount } = openWalletFile(file, password);
      const profiles = Math.max(1, profileCount);
      const opened = await createWallet({ ...keeper.place(), seed, password, profiles, cost: cost() });
      seed.fill(0);
      await keeper.open(opened, {});
    },

    unlock,
    async unlockWithPasskey(secret) {
      await started;
      const password = await openPasskey(keeper.vault().notes, secret);
      secret.fill(0);
      await unlock(password);
    },
    async addPasskey(password, hint, secret) {
      await reveal(password);
      await writePasskey(keeper.vault().notes, hint, secret, password);
      secret.fill(0);
      store.patch({ passkey: hint });
    },
    async removePasskey() {
      await removePasskey(keeper.vault().notes);
      store.patch({ passkey: null });
    },
    async setGreeting(greeting) {
      keeper.session();
      store.patch({ greeting: await writeGreeting(keeper.vault().notes, greeting) });
    },

    lock: keeper.lock,
    revealWords: reveal,
    wordsChecked: () => keeper.session().remember({ wordsUnchecked: false }),
    async changePassword(password, next) {
      await gate(() => keeper.session().wallet.changePassword(password, next));
      // It opens the old password only.
      await removePasskey(keeper.vault().notes);
      store.patch({ passkey: null });
    },

    async exportBackup(password) {
      const { wallet } = keeper.session();
      await reveal(password);
      const { seed, profileCount } = wallet.exportSeed();
      const file = sealWalletFile({ seed, profileCount }, password, systemRandom);
      seed.fill(0);
      return file;
    },

    async wipe() {
      const vault = keeper.vault();
      store.patch({ ...lockedView, phase: 'starting' });
      await keeper.lock();
      keeper.useVault(null);
      await wipeVault(vault);
    },

    async takeOver() {
      const session = keeper.session();
      keeper.askForRelease();
      const until = performance.now() + TAKE_OVER_MS;
      while (!(await session.wallet.tryWrite())) {
        if (performance.now() > until) throw new WalletError('WALLET_READ_ONLY');
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
      await session.wallet.reload();
      void session.sync();
    },
    setThreads(threads) {
      keeper.useThreads(threads);
      return keeper.forgetProver();
    },
    async setRemoteProver(on) {
      await keeper.session().remember({ remoteProver: on });
      await keeper.forgetProver();
    },
    async useParameters(file) {
      await keepCeremony(file);
      store.patch({ parameters: 'present' });
    },
  };
}

function cost(): typeof strongCost {
  const { deviceMemory = FEW_MEMORY_GB } = navigator as { readonly deviceMemory?: number };
  return deviceMemory < FEW_MEMORY_GB ? smallCost : strongCost;
}
