import { blake3 as blake3Anything } from '@noble/hashes/blake3.js';
import { createBlake3Lanes } from './blake3Lanes.ts';

const BLOCK = 64;
const CHUNK = 1024;
const PAGE = 65_536;
const CHUNK_START = 1;
const CHUNK_END = 2;
const PARENT = 4;
const ROOT = 8;

const lanes = createBlake3Lanes();

/** BLAKE3-256. Whole pages and tree nodes take the vector path; other lengths are rare. Spec: 04 §8.1 */
export function blake3(bytes: Uint8Array): Uint8Array {
  if (bytes.length === PAGE) return hashPage(bytes);
  if (bytes.length > 0 && bytes.length <= CHUNK && bytes.length % BLOCK === 0) return hashChunk(bytes);
  return blake3Anything(bytes);
}

/** One chunk of whole blocks; three of the four lanes run idle. */
function hashChunk(bytes: Uint8Array): Uint8Array {
  lanes.input.set(bytes);
  lanes.begin();
  const last = bytes.length - BLOCK;
  for (let at = 0; at <= last; at += BLOCK) {
    const flags = (at === 0 ? CHUNK_START : 0) | (at === last ? CHUNK_END | ROOT : 0);
    lanes.compress(at, 0, 0, 0, flags);
  }
  lanes.finish(0);
  return lanes.output.slice(0, 32);
}

/** 64 chunks, four at a time, then six levels of parents. */
function hashPage(page: Uint8Array): Uint8Array {
  lanes.input.set(page);
  for (let chunk = 0; chunk < PAGE / CHUNK; chunk += 4) {
    lanes.begin();
    for (let block = 0; block < CHUNK / BLOCK; block++) {
      const flags = (block === 0 ? CHUNK_START : 0) | (block === CHUNK / BLOCK - 1 ? CHUNK_END : 0);
      lanes.compress(chunk * CHUNK + block * BLOCK, CHUNK, chunk, 1, flags);
    }
    lanes.finish(chunk);
  }
  for (let nodes = PAGE / CHUNK / 2; nodes >= 1; nodes /= 2) {
    for (let node = 0; node < nodes; node += 4) {
      lanes.begin();
      lanes.compress(lanes.outputAt + node * BLOCK, BLOCK, 0, 0, nodes === 1 ? PARENT | ROOT : PARENT);
      lanes.finish(node);
    }
  }
  return lanes.output.slice(0, 32);
}
