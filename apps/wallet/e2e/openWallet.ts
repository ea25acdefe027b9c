import type { Page } from 'playwright-core';
import { openStage, type Stage, type StageOptions, type Visit } from '../../kit/e2e/stage.ts';
import { restoreWallet } from './walletPage.ts';

/** A stage and one visitor whose wallet is restored and up to date. Close the stage when done. */
export type OpenWallet = { readonly stage: Stage; readonly visit: Visit; readonly page: Page };

export type OpenWalletOptions = StageOptions & {
  /** Before the page loads; gives the wallet's address if it is not the stage's own. */
  readonly before?: ((stage: Stage, visit: Visit) => Promise<string | undefined>) | undefined;
};

/** Opens a stage and restores the wallet of one of the network's accounts. */
export async function openWallet(name: string, { before, ...options }: OpenWalletOptions = {}): Promise<OpenWallet> {
  const stage = await openStage(options);
  try {
    const visit = await stage.visit();
    const url = (await before?.(stage, visit)) ?? stage.wallet.url;
    await restoreWallet(visit.page, url, stage.account(name).mnemonic);
    return { stage, visit, page: visit.page };
  } catch (error) {
    await stage.close();
    throw error;
  }
}
