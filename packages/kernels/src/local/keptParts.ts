import { assemble } from '../gen/assembly.ts';
import type { WasmTier } from '../gen/backend.ts';
import type { LocalParts } from './engine.ts';

/** What is read and written of a file system. */
type Files = Pick<typeof import('node:fs'), 'mkdirSync' | 'readFileSync' | 'renameSync' | 'writeFileSync'>;

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

/**
 * A generated module from the folder that EVENTIDE_KERNEL_CACHE names, or as `generate` makes it, kept there from then on. The folder
 * belongs to one version of the generators: whoever names it sees to that. Without it, and in pages, it is generated each time.
 * Spec: 11 §1.3
 */
export function keptParts(name: string, tier: WasmTier, generate: () => LocalParts): LocalParts {
  const process = globalThis.process as typeof globalThis.process | undefined;
  const folder = process?.env?.EVENTIDE_KERNEL_CACHE;
  const files = process?.getBuiltinModule?.('node:fs') as Files | undefined;
  if (folder === undefined || files === undefined) return generate();
  const file = `${folder}/${name}-${tier}.bin`;
  const kept = readParts(files, file, tier);
  if (kept !== undefined) return kept;
  const made = generate();
  writeParts(files, { folder, file, writer: `${process?.pid}-${performance.now()}` }, made);
  return made;
}

/** undefined if there is none, or one that was cut off. */
function readParts(files: Files, file: string, tier: WasmTier): LocalParts | undefined {
  try {
    const bytes = new Uint8Array(files.readFileSync(file));
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
  } catch {
    return undefined;
  }
}

type Place = { readonly folder: string; readonly file: string; readonly writer: string };

/** Whole or not at all; a folder that cannot be written costs time only. */
function writeParts(files: Files, { folder, file, writer }: Place, { assembly, binary, initial }: LocalParts): void {
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
  try {
    files.mkdirSync(folder, { recursive: true });
    files.writeFileSync(`${file}.${writer}`, out);
    files.renameSync(`${file}.${writer}`, file);
  } catch {
    // The next one generates it again.
  }
}
