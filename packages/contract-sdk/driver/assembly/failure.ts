// What went wrong and where. Nothing unwinds: whoever calls something that can fail asks `failed()` next.

const CAPACITY: usize = 512;

let state: i32 = 0;
/** Text of the last failure, then the path of the value being looked at; both at fixed places once allocated. */
let textLength: usize = 0;
let pathLength: usize = 0;

function textAt(): usize { return memory.data(512); }
function pathAt(): usize { return memory.data(512); }

export function failed(): bool { return state != 0; }

/** Forgets the last failure; the path begins with a name. */
export function begin(name: usize, length: usize): void {
  state = 0;
  textLength = 0;
  pathLength = 0;
  pushBytes(name, length);
}

export function failureCode(): i32 { return state; }
export function failureText(): usize { return textAt(); }
export function failureLength(): usize { return textLength; }

/** Keeps the first failure only: `path: words`. */
export function fail(code: i32, words: usize, length: usize): void {
  if (state) return;
  state = code;
  textLength = 0;
  put(pathAt(), pathLength);
  if (pathLength) put(memory.data<u8>([58, 32]), 2);
  put(words, length);
}

function put(from: usize, length: usize): void {
  const room = CAPACITY - textLength, n = length < room ? length : room;
  memory.copy(textAt() + textLength, from, n);
  textLength += n;
}

/** Length to come back to by `leave`. */
export function enterField(name: usize, length: usize): usize {
  const before = pathLength;
  pushBytes(memory.data<u8>([46]), 1);
  pushBytes(name, length);
  return before;
}

export function enterItem(index: u32): usize {
  const before = pathLength;
  const digits = __alloc(16);
  let at: usize = 15;
  store<u8>(digits + at, 93);
  do {
    store<u8>(digits + --at, <u8>(48 + index % 10));
    index /= 10;
  } while (index);
  store<u8>(digits + --at, 91);
  pushBytes(digits + at, 16 - at);
  return before;
}

export function leave(before: usize): void {
  if (!state) pathLength = before;
}

function pushBytes(from: usize, length: usize): void {
  const room = CAPACITY - pathLength, n = length < room ? length : room;
  memory.copy(pathAt() + pathLength, from, n);
  pathLength += n;
}
