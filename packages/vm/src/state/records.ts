import { type Codec, decode, encode } from '@eventide/codec';

/** Key prefixes of the store. Ids, pages and versions are fixed-size, so keys sort by contract, page and commit. */
export const PREFIX = {
  meta: 0x6d,
  contract: 0x63,
  bytecode: 0x77,
  page: 0x70,
  leaf: 0x6c,
  place: 0x6b,
  commit: 0x64,
  remote: 0x72,
} as const;

const HASH = 32;
const MAX_OWNER = 1 << 20;

export type MetaRecord = {
  readonly format: number;
  /** Version the next commit gets. */
  readonly nextVersion: bigint;
  readonly mainRoot: Uint8Array;
};
export type ContractRecord = {
  readonly owner: Uint8Array;
  readonly bytecodeVersion: bigint;
  readonly pages: bigint;
  readonly wide: boolean;
  readonly version: bigint;
};
/** A contract of which pages and code are elsewhere unless they are here: the root of its pages when it came. */
export type RemoteRecord = { readonly root: Uint8Array; readonly version: bigint };
export type LeafRecord = { readonly hash: Uint8Array; readonly version: bigint };
export type DeltaContract = ContractRecord & {
  readonly id: Uint8Array;
  readonly leaves: readonly { readonly index: bigint; readonly hash: Uint8Array }[];
};
export type PlaceRecord = { readonly position: number; readonly root: Uint8Array };
/** An unfinalised commit: everything it changed, all under one version. */
export type CommitRecord = {
  readonly base: Uint8Array;
  readonly version: bigint;
  readonly contracts: readonly DeltaContract[];
  readonly places: readonly (PlaceRecord & { readonly key: number })[];
};

const metaCodec: Codec<MetaRecord> = {
  write(w, meta) {
    w.u32(meta.format);
    w.u64(meta.nextVersion);
    w.bytes(meta.mainRoot);
  },
  read: (r) => ({ format: r.u32(), nextVersion: r.u64(), mainRoot: r.bytes(HASH) }),
};

const contractCodec: Codec<ContractRecord> = {
  write(w, contract) {
    w.bytes32(contract.owner);
    w.u64(contract.bytecodeVersion);
    w.u64(contract.pages);
    w.bool(contract.wide);
    w.u64(contract.version);
  },
  read: (r) => ({
    owner: r.bytes32(MAX_OWNER),
    bytecodeVersion: r.u64(),
    pages: r.u64(),
    wide: r.bool(),
    version: r.u64(),
  }),
};

const leafCodec: Codec<LeafRecord> = {
  write(w, leaf) {
    w.bytes(leaf.hash);
    w.u64(leaf.version);
  },
  read: (r) => ({ hash: r.bytes(HASH), version: r.u64() }),
};

const remoteCodec: Codec<RemoteRecord> = {
  write(w, remote) {
    w.bytes(remote.root);
    w.u64(remote.version);
  },
  read: (r) => ({ root: r.bytes(HASH), version: r.u64() }),
};

const placeCodec: Codec<PlaceRecord> = {
  write(w, place) {
    w.u32(place.position);
    w.bytes(place.root);
  },
  read: (r) => ({ position: r.u32(), root: r.bytes(HASH) }),
};

const commitCodec: Codec<CommitRecord> = {
  write(w, commit) {
    w.bytes(commit.base);
    w.u64(commit.version);
    w.u32(commit.contracts.length);
    for (const contract of commit.contracts) {
      w.bytes(contract.id);
      contractCodec.write(w, contract);
      w.u32(contract.leaves.length);
      for (const { index, hash } of contract.leaves) {
        w.u64(index);
        w.bytes(hash);
      }
    }
    w.u32(commit.places.length);
    for (const place of commit.places) {
      w.u32(place.key);
      placeCodec.write(w, place);
    }
  },
  read(r) {
    const base = r.bytes(HASH);
    const version = r.u64();
    const contracts = Array.from({ length: r.length32(2 ** 24, 60) }, () => ({
      id: r.bytes(HASH),
      ...contractCodec.read(r),
      leaves: Array.from({ length: r.length32(2 ** 26, 40) }, () => ({ index: r.u64(), hash: r.bytes(HASH) })),
    }));
    const places = Array.from({ length: r.length32(2 ** 24, 40) }, () => ({ key: r.u32(), ...placeCodec.read(r) }));
    return { base, version, contracts, places };
  },
};

export const encodeMeta = (meta: MetaRecord): Uint8Array => encode(metaCodec, meta);
export const decodeMeta = (bytes: Uint8Array): MetaRecord => decode(metaCodec, bytes);
export const encodeContract = (contract: ContractRecord): Uint8Array => encode(contractCodec, contract);
export const decodeContract = (bytes: Uint8Array): ContractRecord => decode(contractCodec, bytes);
export const encodeLeaf = (leaf: LeafRecord): Uint8Array => encode(leafCodec, leaf);
export const decodeLeaf = (bytes: Uint8Array): LeafRecord => decode(leafCodec, bytes);
export const encodeRemote = (remote: RemoteRecord): Uint8Array => encode(remoteCodec, remote);
export const decodeRemote = (bytes: Uint8Array): RemoteRecord => decode(remoteCodec, bytes);
export const encodePlace = (place: PlaceRecord): Uint8Array => encode(placeCodec, place);
export const decodePlace = (bytes: Uint8Array): PlaceRecord => decode(placeCodec, bytes);
export const encodeCommit = (commit: CommitRecord): Uint8Array => encode(commitCodec, commit);
export const decodeCommit = (bytes: Uint8Array): CommitRecord => decode(commitCodec, bytes);

export function metaKey(): Uint8Array {
  return Uint8Array.of(PREFIX.meta);
}

/** Prefix and id (contract, commit root). */
export function idKey(prefix: number, id: Uint8Array): Uint8Array {
  const key = new Uint8Array(1 + id.length);
  key[0] = prefix;
  key.set(id, 1);
  return key;
}

export function placeKey(contractKey: number): Uint8Array {
  const key = new Uint8Array(5);
  key[0] = PREFIX.place;
  new DataView(key.buffer).setUint32(1, contractKey);
  return key;
}

/** Bytecode of a contract as deployed by commit `version`. */
export function bytecodeKey(id: Uint8Array, version: bigint): Uint8Array {
  const key = new Uint8Array(41);
  key.set(idKey(PREFIX.bytecode, id));
  new DataView(key.buffer).setBigUint64(33, version);
  return key;
}

export function leafKey(id: Uint8Array, page: number): Uint8Array {
  const key = new Uint8Array(37);
  key.set(idKey(PREFIX.leaf, id));
  new DataView(key.buffer).setUint32(33, page);
  return key;
}

/** Content of a page as written by commit `version`. */
export function pageKey(id: Uint8Array, page: number, version: bigint): Uint8Array {
  const key = new Uint8Array(45);
  key.set(idKey(PREFIX.page, id));
  const view = new DataView(key.buffer);
  view.setUint32(33, page);
  view.setBigUint64(37, version);
  return key;
}
