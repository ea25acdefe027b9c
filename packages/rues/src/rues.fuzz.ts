import { fromHex, utf8 } from '@eventide/base';
import { type FuzzTarget, loadVectors } from '@eventide/testkit';
import { decodeFrame, encodeFrame } from './frame.ts';
import { formatUri, parseUri } from './uri.ts';
import { formatRequirement, parseRequirement } from './version/requirement.ts';

const { frames } = loadVectors<{ frames: readonly { readonly hex: string }[] }>('api/rues-frames');

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What is read must encode, and what was encoded must be read the same. */
export const targets: FuzzTarget[] = [
  {
    name: 'rues/frame',
    seeds: () => frames.map(({ hex }) => fromHex(hex)),
    decode: (bytes) => decodeFrame(encodeFrame(decodeFrame(bytes))),
  },
  {
    name: 'rues/uri',
    seeds: () => ['/on/blocks/accepted', '/on/contracts:ab:cd/topic'].map(utf8),
    decode: (bytes) => {
      const uri = parseUri(text(bytes));
      if (uri !== undefined && formatUri(parseUri(formatUri(uri)) ?? uri) !== formatUri(uri)) {
        throw new Error('an address changed on its way');
      }
    },
  },
  {
    name: 'rues/requirement',
    seeds: () => ['1.0.0-rc.0', '>=1.2, <2.0.0-a.1', '~1.6', '1.*'].map(utf8),
    decode: (bytes) => {
      const told = formatRequirement(parseRequirement(text(bytes)));
      if (formatRequirement(parseRequirement(told)) !== told) throw new Error('a requirement changed on its way');
    },
  },
];
