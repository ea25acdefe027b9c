import { concatBytes, fromHex, toHex, utf8 } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, type EventFrame, encodeFrame } from './frame.ts';

type Recorded = {
  readonly event: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data_utf8: string;
  readonly hex: string;
};

const { frames } = loadVectors<{ frames: readonly Recorded[] }>('api/rues-frames');

function frameOf(headers: string, data = ''): Uint8Array {
  const bytes = utf8(headers);
  return concatBytes(Uint8Array.of(bytes.length & 0xff, bytes.length >> 8, 0, 0), bytes, utf8(data));
}

const location = '"Content-Location":"/on/blocks:ab/reverted"';

describe('08 §2.5 event frames', () => {
  test.each(frames)('$event', ({ headers, data_utf8: data, hex }) => {
    const frame = decodeFrame(fromHex(hex));
    expect(frame.uri).toEqual(decodeFrame(frameOf(JSON.stringify(headers))).uri);
    expect(frame.origin).toBe(headers['Rusk-Origin']);
    expect(toHex(frame.data)).toBe(toHex(utf8(data)));
    expect(toHex(encodeFrame(frame))).toBe(hex);
  });

  test('a frame of JSON says so, between the recorded headers', () => {
    const frame: EventFrame = {
      uri: { component: 'blocks', entity: 'ab', topic: 'reverted' },
      origin: 'cd',
      json: true,
      data: utf8('{}'),
    };
    const bytes = encodeFrame(frame);
    expect(new TextDecoder().decode(bytes.subarray(4))).toBe(
      `{${location},"Content-Type":"application/json","Rusk-Origin":"cd"}{}`,
    );
    expect(decodeFrame(bytes)).toEqual(frame);
  });

  test.each([
    ['too short', fromHex('0000')],
    ['longer headers than bytes', fromHex('0500000041')],
    ['headers of a megabyte', concatBytes(fromHex('00001000'), new Uint8Array(2_000_000))],
    ['no JSON', frameOf('{')],
    ['no UTF-8', concatBytes(fromHex('01000000'), fromHex('ff'))],
    ['an array', frameOf('[]')],
    ['null', frameOf('null')],
    ['no location', frameOf('{}')],
    ['a location that is a number', frameOf('{"Content-Location":7}')],
    ['a location elsewhere', frameOf('{"Content-Location":"/off/a/b"}')],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeFrame(bytes)).toThrowCode('RUES_BAD_FRAME');
  });

  test('passes over other headers and other cases', () => {
    const frame = decodeFrame(
      frameOf(`{"content-location":"/on/a/b","X":[1],"content-type":"application/JSON; v=1"}`, 'x'),
    );
    expect(frame).toMatchObject({ uri: { component: 'a', topic: 'b' }, json: true });
  });

  test('noise is refused or read, never more', () => {
    const noise = fc.uint8Array({ maxLength: 80 });
    const changed = fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(([at, byte]) => {
      const bytes = frameOf(`{${location}}`, 'data');
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(noise, changed), (bytes) => {
        try {
          decodeFrame(bytes);
        } catch (error) {
          expect(error).toThrowCode('RUES_BAD_FRAME');
        }
      }),
    );
  });
});
