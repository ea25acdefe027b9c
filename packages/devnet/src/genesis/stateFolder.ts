import { existsSync } from 'node:fs';
import { openLmdbStore } from '@eventide/store/lmdb';
import type { LocalGenesis } from './localGenesis.ts';
import { putImage } from './stateImage.ts';

/** Puts the first state into a node's folder that has none yet, so that no node computes it. */
export async function seedStateFolder(path: string, { image }: LocalGenesis): Promise<void> {
  if (existsSync(path)) return;
  const store = openLmdbStore({ path });
  try {
    await putImage(store, image);
  } finally {
    await store.close();
  }
}
