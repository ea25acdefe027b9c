import { concatBytes, fromHex, utf8 } from '@eventide/base';

/** The module of relay.wat: 214 bytes, compared with that text in contracts/wat. */
export const relayModule: Uint8Array = fromHex(
  '0061736d0100000001130360057f7f7f7f7e017f60017f0060017f017f02150203656e760163000003656e760570616e6963' +
    '00010302010205030100030608017f00418080040b071603066d656d6f72790200014103000572656c617900020a75017301' +
    '037f41a080042802002101200041246b20016b2102410041808004412420016afc0a00004180800441a4800420016a2002fc' +
    '0a00004100412420012002420010002103200341004804402003417f470440000b4180800428020021024180800441848004' +
    '2002fc0a0000200210010b20030b',
);

const NAME_LENGTH_BYTES = 4;

/** What the relay calls: id (32 bytes), name, argument. */
export function relayArgument(id: Uint8Array, method: string, argument: Uint8Array): Uint8Array {
  const name = utf8(method);
  const length = new Uint8Array(NAME_LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, name.length, true);
  return concatBytes(id, length, name, argument);
}
