import { keepCode, readKeptCode } from '@eventide/base';
import { assemble } from '../gen/assembly.ts';
import type { WasmTier } from '../gen/backend.ts';
import type { LocalParts } from './engine.ts';

/** Header of a kept module; its constants follow, then its binary. */
type Kept = {
  readonly initial: number;
  readonly top: number;
  readonly reserved: readonly (readonly [name: string, at: number])[];
  /** Address and count of 64-bit words. */
  readonly constants: readonly (readonly [at: number, count: number])[];
};

const HEADER_BYTES = 4;
const WORD_BYTES = 8;

/** A generated module as it was kept, or as `generate` makes it, kept from then on. Spec: 11 §1.3 */
export function keptParts(name: string, tier: WasmTier, generate: () => LocalParts): LocalParts {
  const file = `${name}-${tier}`;
  const kept = readKeptCode(file, (bytes) => decodeParts(bytes, tier));
  if (kept !== undefined) return kept;
  const made = generate();
  keepCode(file, () => encodeParts(made));
  return made;
}

/** undefined, or an error, for one that was cut off. */
function decodeParts(bytes: Uint8Array<ArrayBuffer>, tier: WasmTier): LocalParts | undefined {
  const view = new DataView(bytes.buffer);
  const behind = HEADER_BYTES + view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_BYTES, behind))) as Kept;
  let at = behind;
  const constants = header.constants.map(([address, count]) => {
    const words = Array.from({ length: count }, (_, i) => view.getBigUint64(at + i * WORD_BYTES, true));
    at += count * WORD_BYTES;
    return { at: address, words };
  });
  const binary = bytes.slice(at);
  if (!WebAssembly.validate(binary)) return undefined;
  // The fields place their own constants first, at the same addresses as then.
  const assembly = assemble(tier, []);
  assembly.module.adopt({ top: header.top, constants, reserved: new Map(header.reserved) });
  return { assembly, binary, initial: header.initial };
}

function encodeParts({ assembly, binary, initial }: LocalParts): Uint8Array {
  const { top, constants, reserved } = assembly.module.memory;
  const header: Kept = {
    initial,
    top,
    reserved: [...reserved],
    constants: constants.map(({ at, words }) => [at, words.length]),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const words = constants.flatMap((constant) => constant.words);
  const out = new Uint8Array(HEADER_BYTES + text.length + words.length * WORD_BYTES + binary.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, text.length, true);
  out.set(text, HEADER_BYTES);
  words.forEach((word, i) => {
    view.setBigUint64(HEADER_BYTES + text.length + i * WORD_BYTES, BigInt.asUintN(64, word), true);
  });
  out.set(binary, out.length - binary.length);
  return out;
}
