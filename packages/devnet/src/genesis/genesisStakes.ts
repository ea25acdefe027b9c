import { parseDusk } from '@eventide/base';
import { DevnetError } from '../errors.ts';

/** A stake that a local network begins with besides those of its nodes: of a user, counting from a height. */
export type GenesisStake = {
  /** Of a local account. */
  readonly name: string;
  /** Amount in DUSK, as people write it. */
  readonly dusk: string;
  /** Height from which it takes part. */
  readonly from: number;
};

const MOST_STAKES = 10;

/**
 * Stakes as words: `carol:1000@40`, or several with commas.
 * @throws DevnetError DEVNET_BAD_OPTION
 */
export function parseStakes(text: string): readonly GenesisStake[] {
  const stakes = text.split(',').map((word) => {
    const [, name, dusk, from] = /^([a-z][a-z0-9-]{0,31}):(\d{1,9}(?:\.\d{1,9})?)@(\d{1,9})$/.exec(word) ?? [];
    if (name === undefined || dusk === undefined || parseDusk(dusk) === 0n)
      throw new DevnetError('DEVNET_BAD_OPTION', { option: 'stake', text: word, expected: 'who:amount@height' });
    return { name, dusk, from: Number(from) };
  });
  if (stakes.length > MOST_STAKES) throw new DevnetError('DEVNET_BAD_OPTION', { option: 'stake', most: MOST_STAKES });
  return stakes;
}

export function formatStakes(stakes: readonly GenesisStake[]): string {
  return stakes.map(({ name, dusk, from }) => `${name}:${dusk}@${from}`).join(',');
}
