// What a transaction carries besides value, in its archived form: 80 bytes and what they point to; 0 stands for nothing. Spec: 03 §5
import { checkFlat, checkText, listLength, listStart, openArchive, bufferLength, isGood, tag, textLength, textStart, DATA } from "./archive";
import { putBytes, putU64, putU8 } from "./memory";

const CALL: u32 = 0;
const DEPLOY: u32 = 1;
const MEMO: u32 = 2;

const CONTRACT: usize = 4;
const NAME: usize = 36;
const ARGS: usize = 44;
/** The list of a memo or of blobs. */
const LIST: usize = 4;
const CODE_HASH: usize = 8;
const CODE: usize = 40;
const OWNER: usize = 48;
const NONCE: usize = 56;
const INIT: usize = 64;
const INIT_ARGS: usize = 68;
const BLOB: usize = 131201;
const BLOB_DATA: usize = 131072;
const BLOB_HASH: usize = 131169;
/** Bytes of a name that fit into the text itself. */
const INLINE: usize = 7;
export const MAX_MEMO: u32 = 512;

/** Checks archived data in an open archive. */
export function checkData(at: usize): void {
  const kind = tag(at, 4);
  if (!isGood()) return;
  if (kind == CALL) {
    checkText(at + NAME);
    checkFlat(at + ARGS, 1, 1);
  } else if (kind == DEPLOY) {
    checkFlat(at + CODE, 1, 1);
    checkFlat(at + OWNER, 1, 1);
    if (tag(at + INIT, 2)) checkFlat(at + INIT_ARGS, 1, 1);
  } else if (kind == MEMO) checkFlat(at + LIST, 1, 1);
  else {
    const first = checkFlat(at + LIST, BLOB, 1);
    if (isGood()) for (let i: u32 = 0; i < listLength(at + LIST); i++) tag(first + <usize>i * BLOB, 2);
  }
}

/** The root of a buffer that holds data, or 0. */
export function openData(at: usize): usize {
  const length = bufferLength(at);
  const root = length < 0 ? 0 : openArchive(at + 4, <usize>length, DATA, 8);
  if (!root) return 0;
  checkData(root);
  return isGood() ? root : 0;
}

export function isLongMemo(data: usize): bool { return load<u8>(data) == MEMO && listLength(data + LIST) > MAX_MEMO; }

@inline
function kindOf(data: usize): u32 { return load<u8>(data); }

function listBytes(at: usize): usize { return listLength(at); }

/** Length of the bytes by which the data enters hashes. */
export function hashLength(data: usize): usize {
  if (!data) return 0;
  const kind = kindOf(data);
  if (kind == CALL) return 32 + textLength(data + NAME) + listBytes(data + ARGS);
  if (kind == DEPLOY) return 32 + listBytes(data + OWNER) + (load<u8>(data, INIT) ? listBytes(data + INIT_ARGS) : 0);
  return kind == MEMO ? listBytes(data + LIST) : 32 * listBytes(data + LIST);
}

/** Puts the bytes by which the data enters hashes: no tag, no length. */
export function putHashed(w: usize, data: usize): usize {
  if (!data) return w;
  const kind = kindOf(data);
  if (kind == CALL) {
    w = putBytes(w, data + CONTRACT, 32);
    w = putBytes(w, textStart(data + NAME), textLength(data + NAME));
    return putList(w, data + ARGS);
  }
  if (kind == DEPLOY) {
    w = putList(putBytes(w, data + CODE_HASH, 32), data + OWNER);
    return load<u8>(data, INIT) ? putList(w, data + INIT_ARGS) : w;
  }
  if (kind == MEMO) return putList(w, data + LIST);
  for (let i: u32 = 0; i < listLength(data + LIST); i++) w = putBytes(w, listStart(data + LIST) + <usize>i * BLOB + BLOB_HASH, 32);
  return w;
}

function putList(w: usize, at: usize): usize { return putBytes(w, listStart(at), listBytes(at)); }

function putSized(w: usize, from: usize, length: usize): usize { return putBytes(putU64(w, length), from, length); }

function putSizedList(w: usize, at: usize): usize { return putSized(w, listStart(at), listBytes(at)); }

/** Length of the data in a payload. */
export function encodedLength(data: usize): usize {
  if (!data) return 1;
  const kind = kindOf(data);
  if (kind == CALL) return 49 + textLength(data + NAME) + listBytes(data + ARGS);
  if (kind == DEPLOY) {
    const init = load<u8>(data, INIT) ? 8 + listBytes(data + INIT_ARGS) : 0;
    return 58 + listBytes(data + CODE) + listBytes(data + OWNER) + init;
  }
  if (kind == MEMO) return 9 + listBytes(data + LIST);
  let length: usize = 2;
  for (let i: u32 = 0; i < listLength(data + LIST); i++) length += 33 + (load<u8>(listStart(data + LIST) + <usize>i * BLOB) ? BLOB_DATA + 96 : 0);
  return length;
}

/** Puts the data as it ends a payload. */
export function putEncoded(w: usize, data: usize): usize {
  if (!data) return putU8(w, 0);
  const kind = kindOf(data);
  w = putU8(w, kind + 1);
  if (kind == CALL) {
    w = putBytes(w, data + CONTRACT, 32);
    w = putSized(w, textStart(data + NAME), textLength(data + NAME));
    return putSizedList(w, data + ARGS);
  }
  if (kind == DEPLOY) {
    w = putSizedList(putSizedList(putBytes(w, data + CODE_HASH, 32), data + CODE), data + OWNER);
    w = putU8(w, load<u8>(data, INIT));
    if (load<u8>(data, INIT)) w = putSizedList(w, data + INIT_ARGS);
    return putU64(w, load<u64>(data, NONCE));
  }
  if (kind == MEMO) return putSizedList(w, data + LIST);
  w = putU8(w, listLength(data + LIST));
  for (let i: u32 = 0; i < listLength(data + LIST); i++) {
    const blob = listStart(data + LIST) + <usize>i * BLOB;
    w = putU8(putBytes(w, blob + BLOB_HASH, 32), load<u8>(blob));
    if (load<u8>(blob)) w = putBytes(putBytes(w, blob + 1 + BLOB_DATA, 96), blob + 1, BLOB_DATA);
  }
  return w;
}

/** Length of what archived data points to. */
export function outsideLength(data: usize): usize {
  if (!data) return 0;
  const kind = kindOf(data);
  if (kind == CALL) {
    const name = textLength(data + NAME);
    return (name > INLINE ? name : 0) + listBytes(data + ARGS);
  }
  if (kind == DEPLOY) {
    return listBytes(data + CODE) + listBytes(data + OWNER) + (load<u8>(data, INIT) ? listBytes(data + INIT_ARGS) : 0);
  }
  return listBytes(data + LIST) * (kind == MEMO ? 1 : BLOB);
}

/** Archives data anew: what it points to from w on, itself at d, which is zeroed. Gives the place behind the former. */
export function archiveData(data: usize, w: usize, d: usize): usize {
  const kind = kindOf(data);
  store<u8>(d, kind);
  if (kind == CALL) {
    memory.copy(d + CONTRACT, data + CONTRACT, 32);
    w = archiveText(textStart(data + NAME), textLength(data + NAME), w, d + NAME);
    return archiveList(listStart(data + ARGS), listBytes(data + ARGS), w, d + ARGS);
  }
  if (kind == DEPLOY) {
    memory.copy(d + CODE_HASH, data + CODE_HASH, 32);
    store<u64>(d, load<u64>(data, NONCE), NONCE);
    w = archiveList(listStart(data + CODE), listBytes(data + CODE), w, d + CODE);
    w = archiveList(listStart(data + OWNER), listBytes(data + OWNER), w, d + OWNER);
    if (!load<u8>(data, INIT)) return w;
    store<u8>(d, 1, INIT);
    return archiveList(listStart(data + INIT_ARGS), listBytes(data + INIT_ARGS), w, d + INIT_ARGS);
  }
  const count = listBytes(data + LIST);
  w = archiveList(listStart(data + LIST), kind == MEMO ? count : count * BLOB, w, d + LIST);
  store<u32>(d + LIST, <u32>count, 4);
  return w;
}

export function archiveText(from: usize, length: usize, w: usize, d: usize): usize {
  if (length <= INLINE) {
    memory.copy(d, from, length);
    store<u8>(d, <u8>length, 7);
    return w;
  }
  store<u32>(d, <u32>length);
  store<i32>(d, <i32>(w - d), 4);
  return putBytes(w, from, length);
}

export function archiveList(from: usize, length: usize, w: usize, d: usize): usize {
  store<i32>(d, <i32>(w - d));
  store<u32>(d, <u32>length, 4);
  return putBytes(w, from, length);
}

/** Bytes in front of the root, which wants its place to be a multiple of eight. */
@inline
export function aligned(length: usize): usize { return (length + 7) & ~7; }

/** Archived data that calls a function; `contract` of 32 bytes. Gives the root; the archive begins `aligned(outside)` before. */
export function createCall(contract: usize, name: usize, nameLength: usize, args: usize, argsLength: usize): usize {
  const outside = (nameLength > INLINE ? nameLength : 0) + argsLength;
  const at = __large(aligned(outside) + DATA), root = at + aligned(outside);
  memory.copy(root + CONTRACT, contract, 32);
  archiveList(args, argsLength, archiveText(name, nameLength, at, root + NAME), root + ARGS);
  return root;
}

/** Archived data that is a memo. */
export function createMemo(from: usize, length: usize): usize {
  const at = __large(aligned(length) + DATA), root = at + aligned(length);
  store<u8>(root, MEMO);
  archiveList(from, length, at, root + LIST);
  return root;
}
