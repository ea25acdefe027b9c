// The functions of a data driver: JSON ↔ archives of one contract, for nodes and wallets. A result is its u32 length, then its
// bytes. Codes: 0 done, 1 bad input, 2 unknown name, 3 not initialised, 4 buffer too small. Spec: 08 §9, 05 §9
import { decodeValue } from "./decode";
import { encodeValue } from "./encode";
import { begin, fail, failureCode, failureLength, failureText } from "./failure";
import { expectEnd, openText } from "./jsonReader";
import { findEvent, findMethod, Method, schemaLength, schemaText, versionLength, versionText } from "./table";
import { closeOutput, openOutput, overflowed, putBytes } from "./writer";

const DONE: i32 = 0;
const UNKNOWN_NAME: i32 = 2;
const NOT_READY: i32 = 3;
const TOO_SMALL: i32 = 4;

let ready: bool = false;
/** Allocations of the host that it has not given back. */
let live: i32 = 0;

export function init(): void { ready = true; }

export function alloc(size: i32): i32 {
  live++;
  return <i32>__alloc(<usize>size);
}

export function dealloc(p: i32, size: i32): void {
  if (live > 0 && --live == 0) __top = 0;
}

export function encode_input_fn(name: i32, nameLength: i32, json: i32, length: i32, out: i32, size: i32): i32 {
  return run(name, nameLength, json, length, out, size, 0);
}

export function decode_input_fn(name: i32, nameLength: i32, bytes: i32, length: i32, out: i32, size: i32): i32 {
  return run(name, nameLength, bytes, length, out, size, 1);
}

export function decode_output_fn(name: i32, nameLength: i32, bytes: i32, length: i32, out: i32, size: i32): i32 {
  return run(name, nameLength, bytes, length, out, size, 2);
}

export function decode_event(topic: i32, topicLength: i32, bytes: i32, length: i32, out: i32, size: i32): i32 {
  return run(topic, topicLength, bytes, length, out, size, 3);
}

function run(name: i32, nameLength: i32, input: i32, length: i32, out: i32, size: i32, what: i32): i32 {
  begin(<usize>name, <usize>nameLength);
  if (!ready) {
    fail(NOT_READY, utf8("init was not called"));
    return NOT_READY;
  }
  const found = what == 3 ? findEvent(<usize>name, <usize>nameLength) : findMethod(<usize>name, <usize>nameLength);
  if (!found) {
    fail(UNKNOWN_NAME, utf8("the contract has no such name"));
    return UNKNOWN_NAME;
  }
  const mark = __top, method = changetype<Method>(found);
  openOutput(<usize>out, <usize>size);
  if (what == 0) {
    openText(<usize>input, <usize>length);
    encodeValue(method.argument);
    if (!failureCode()) expectEnd();
  } else decodeValue(what == 2 ? method.output : method.argument, <usize>input, <usize>length);
  __top = mark;
  return finish();
}

function finish(): i32 {
  if (failureCode()) return failureCode();
  if (overflowed()) return TOO_SMALL;
  closeOutput();
  return DONE;
}

/** The contract's ABI file. */
export function get_schema(out: i32, size: i32): i32 { return tell(schemaText(), schemaLength(), out, size); }

export function get_version(out: i32, size: i32): i32 { return tell(versionText(), versionLength(), out, size); }

/** What the last failure said; it stays until the next conversion. */
export function get_last_error(out: i32, size: i32): i32 { return tell(failureText(), failureLength(), out, size); }

function tell(text: usize, length: usize, out: i32, size: i32): i32 {
  openOutput(<usize>out, <usize>size);
  putBytes(text, length);
  if (overflowed()) return TOO_SMALL;
  closeOutput();
  return DONE;
}
