import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEventideError, toHex } from '@eventide/base';
import type { NodeDoor } from '@eventide/node';
import { DevnetError } from '../errors.ts';
import type { LocalGenesis, LocalGenesisOptions } from '../genesis/localGenesis.ts';
import { putImage, takeImage } from '../genesis/stateImage.ts';
import type { ClockMode } from './devnetClock.ts';
import { createSoloStores, type SoloStores } from './soloStore.ts';

/** Version of dumps; a later one reads it or names what converts it. Spec: 13 §3.2 */
const DUMP_FORMAT = 1;
const FILES = { manifest: 'manifest.json', blocks: 'blocks.bin', pages: 'pages.bin' } as const;

/** What stands first in a dump. */
export type DumpManifest = {
  readonly format: number;
  readonly protocol: LocalGenesisOptions['protocol'];
  readonly genesisHash: string;
  readonly height: string;
  readonly root: string;
  readonly genesis: LocalGenesisOptions;
  readonly clock: ClockMode;
  /** SHA-256 of both files. */
  readonly blocks: string;
  readonly pages: string;
};

/** Writes state and blocks into a folder, whole or not at all. @throws DevnetError DEVNET_NOT_WRITABLE */
export async function writeDump(
  folder: string,
  options: {
    readonly stores: SoloStores;
    readonly door: NodeDoor;
    readonly genesis: LocalGenesisOptions;
    readonly clock: ClockMode;
  },
): Promise<DumpManifest> {
  const { stores, door, genesis, clock } = options;
  const { header } = door.ledger.tip().block;
  const blocks = await takeImage(stores.ledger);
  const pages = await takeImage(stores.state);
  const manifest: DumpManifest = {
    format: DUMP_FORMAT,
    protocol: genesis.protocol,
    genesisHash: toHex(door.identity.genesisHash),
    height: header.height.toString(),
    root: toHex(header.stateHash),
    genesis,
    clock,
    blocks: digest(blocks),
    pages: digest(pages),
  };
  const making = `${folder}.${process.pid}`;
  try {
    mkdirSync(making, { recursive: true });
    writeFileSync(join(making, FILES.blocks), blocks);
    writeFileSync(join(making, FILES.pages), pages);
    writeFileSync(join(making, FILES.manifest), `${JSON.stringify(manifest, undefined, 2)}\n`);
    if (existsSync(folder)) {
      // Only what is a dump is replaced.
      readManifest(folder);
      rmSync(folder, { recursive: true });
    }
    renameSync(making, folder);
  } catch (cause) {
    rmSync(making, { recursive: true, force: true });
    if (isEventideError(cause)) throw cause;
    throw new DevnetError(
      'DEVNET_NOT_WRITABLE',
      { folder, reason: String((cause as NodeJS.ErrnoException).code) },
      { cause },
    );
  }
  return manifest;
}

/** @throws DevnetError DEVNET_BAD_DUMP */
export function readManifest(folder: string): DumpManifest {
  const file = join(folder, FILES.manifest);
  if (!existsSync(file)) throw new DevnetError('DEVNET_BAD_DUMP', { folder, missing: FILES.manifest });
  let manifest: DumpManifest;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as DumpManifest;
  } catch (cause) {
    throw new DevnetError('DEVNET_BAD_DUMP', { folder, damaged: FILES.manifest }, { cause });
  }
  if (manifest.format !== DUMP_FORMAT)
    throw new DevnetError('DEVNET_BAD_DUMP', { folder, format: manifest.format, reads: DUMP_FORMAT });
  return manifest;
}

/** The stores of a dump. @throws DevnetError DEVNET_BAD_DUMP if a file is not what the manifest says, or of another genesis */
export async function loadDump(folder: string, genesis: LocalGenesis): Promise<SoloStores> {
  const manifest = readManifest(folder);
  if (manifest.genesisHash !== toHex(genesis.header.hash))
    throw new DevnetError('DEVNET_BAD_DUMP', {
      folder,
      genesisHash: manifest.genesisHash,
      expected: toHex(genesis.header.hash),
    });
  const stores = createSoloStores();
  for (const [name, store] of [
    ['blocks', stores.ledger],
    ['pages', stores.state],
  ] as const) {
    const file = join(folder, FILES[name]);
    const bytes = existsSync(file) ? new Uint8Array(readFileSync(file)) : new Uint8Array();
    if (digest(bytes) !== manifest[name]) throw new DevnetError('DEVNET_BAD_DUMP', { folder, damaged: FILES[name] });
    await putImage(store, bytes);
  }
  return stores;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
