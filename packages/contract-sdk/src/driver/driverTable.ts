import { definitionOf, integerSize, layoutOf, splitType } from '@eventide/abi/interface/typeTable';
import { utf8 } from '@eventide/base';
import type { Abi, AbiField } from '../abi.ts';
import { ContractSdkError } from '../errors.ts';

/** Where the driver looks for its table, and where its static data begins. See driver/assembly/table.ts */
export const TABLE_ADDRESS = 0x400;
const TABLE_END = 0x100000;
const HEADER_WORDS = 8;
const VERSION = '0.1.0';

/** Numbers of the kinds and forms in driver/assembly. */
const KIND = {
  void: 0,
  unsigned: 1,
  signed: 2,
  bool: 3,
  text: 4,
  byteVector: 5,
  vector: 6,
  option: 7,
  bytes: 8,
  struct: 9,
  enum: 10,
};
const forms: Readonly<Record<string, readonly [form: number, size: number]>> = {
  Scalar: [1, 32],
  JubJubScalar: [2, 32],
  JubJubAffine: [3, 64],
  JubJubExtended: [4, 160],
  StealthAddress: [5, 320],
  BlsPublicKey: [6, 200],
  BlsSignature: [7, 104],
};

/**
 * A contract's interface as the words that a data driver interprets: types, methods, events, the ABI file as schema.
 * @throws ContractSdkError CONTRACT_ABI if it does not fit into a driver
 * Spec: 12 §6
 */
export function driverTable(abi: Abi): Uint8Array {
  const words: number[] = new Array<number>(HEADER_WORDS).fill(0);
  const texts: { readonly word: number; readonly bytes: Uint8Array }[] = [];
  const known = new Map<string, number>();
  const here = (): number => TABLE_ADDRESS + words.length * 4;
  /** Reserves the words of a text's address and length; the text itself comes behind all words. */
  const text = (value: string): void => {
    const bytes = utf8(value);
    texts.push({ word: words.length, bytes });
    words.push(0, bytes.length);
  };
  const entries = (fields: readonly AbiField[]): (() => void) => {
    const types = fields.map(({ type }) => address(type));
    return () => {
      words.push(fields.length);
      fields.forEach(({ name, offset }, i) => {
        text(name);
        words.push(types[i] as number, offset);
      });
    };
  };
  const address = (type: string): number => {
    const found = known.get(type);
    if (found !== undefined) return found;
    const { size, align } = type === 'void' ? { size: 0, align: 1 } : layoutOf(type, abi.types);
    const [name, inner] = splitType(type);
    let at = 0;
    const put = (kind: number, detail = 0): void => {
      at = here();
      words.push(kind, size, align, detail);
    };
    if (type === 'void') put(KIND.void);
    else if (integerSize(type)) put(type === 'bool' ? KIND.bool : type.startsWith('i') ? KIND.signed : KIND.unsigned);
    else if (type === 'Text') put(KIND.text);
    else if (type === 'Vec<u8>') put(KIND.byteVector);
    else if (inner) {
      const within = address(inner);
      put(name === 'Vec' ? KIND.vector : KIND.option, within);
    } else {
      const def = definitionOf(type, abi.types);
      if (def.kind === 'bytes') {
        const [form, formSize] = forms[type] ?? [0, 0];
        put(KIND.bytes, formSize === size ? form : 0);
      } else {
        const list = entries(def.kind === 'struct' ? def.fields : def.variants);
        put(def.kind === 'struct' ? KIND.struct : KIND.enum, def.kind === 'struct' && def.tuple ? 1 : 0);
        list();
      }
    }
    known.set(type, at);
    return at;
  };
  const calls = (list: readonly { name: string; argument: string; output: string }[], header: number): void => {
    const types = list.map(({ argument, output }) => [address(argument), address(output)] as const);
    words[header] = here();
    words[header + 1] = list.length;
    list.forEach(({ name }, i) => {
      text(name);
      words.push(...(types[i] as readonly [number, number]));
    });
  };
  calls(
    abi.methods.map(({ name, argument, feeds, returns }) => ({ name, argument, output: feeds ?? returns })),
    0,
  );
  calls(
    abi.events.map(({ topic, type }) => ({ name: topic, argument: type, output: type })),
    2,
  );
  texts.push({ word: 4, bytes: utf8(JSON.stringify(abi)) }, { word: 6, bytes: utf8(VERSION) });
  return assemble(words, texts);
}

function assemble(
  words: number[],
  texts: readonly { readonly word: number; readonly bytes: Uint8Array }[],
): Uint8Array {
  let end = TABLE_ADDRESS + words.length * 4;
  for (const { word, bytes } of texts) {
    words[word] = end;
    words[word + 1] = bytes.length;
    end += bytes.length;
  }
  if (end > TABLE_END)
    throw new ContractSdkError('CONTRACT_ABI', { what: 'interface too large for a driver', bytes: end });
  const out = new Uint8Array(end - TABLE_ADDRESS);
  const view = new DataView(out.buffer);
  words.forEach((value, i) => {
    view.setUint32(4 * i, value, true);
  });
  for (const { word, bytes } of texts) out.set(bytes, (words[word] as number) - TABLE_ADDRESS);
  return out;
}
