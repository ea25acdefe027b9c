import { fromHex } from '@eventide/base';
import { Card, Empty, Page, Skeleton, shortened, useLoad } from '@eventide/kit';
import { getBlock, getTx } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { contractFacts, readRaw } from '../chain/account.ts';
import { client, node } from '../chain/connection.ts';
import { TRANSFER_ID } from '../chain/describeTx.ts';
import { searchKind } from '../chain/search.ts';
import { pending } from '../parts/SearchBox.tsx';
import { reader } from '../reader/reader.ts';
import { router } from '../route.ts';
import type { MessageKey } from '../text/en.ts';
import { t } from '../text/messages.ts';

type Match = { readonly what: MessageKey; readonly text: string; readonly href: string | null };

/** Everything a text may stand for; a single match opens by itself. Spec: 13 §6 */
export function Search({ query }: { readonly query: string }): JSX.Element {
  const matches = useLoad((signal) => findAll(query, signal), [client.value, query]);
  const only = matches.data?.length === 1 ? matches.data[0] : undefined;
  useEffect(() => {
    if (only?.href != null) router.go(only.href.slice(1), { replace: true });
  }, [only]);
  return (
    <Page title={t('search')} app={t('app')}>
      <Card>
        {matches.data === undefined && matches.failure === undefined && <Skeleton />}
        {(matches.data?.length === 0 || matches.failure !== undefined) && (
          <Empty icon="search" text={t('nothingFound', { query: shortened(query, 12) })}>
            <p class="small">{t('nothingFoundText')}</p>
          </Empty>
        )}
        {matches.data !== undefined && matches.data.length > 0 && (
          <>
            <p class="muted" role="status">
              {t('results', { count: matches.data.length })}
            </p>
            <ul class="stack-s">
              {matches.data.map(({ what, text, href }) => (
                <li key={what}>
                  {href === null ? t(what) : <a href={href}>{t(what, { height: text })}</a>}{' '}
                  <span class="mono muted small">{shortened(text)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Card>
    </Page>
  );
}

async function findAll(text: string, signal: AbortSignal): Promise<readonly Match[]> {
  const query = text.trim().replace(/^0x/, '');
  switch (searchKind(text)) {
    case 'height': {
      const height = query.replace(/\D/g, '');
      const block = await getBlock(node(), BigInt(height), { signal });
      return block === null ? [] : [{ what: 'block', text: height, href: `#/block/${height}` }];
    }
    case 'hash':
      return findHash(query.toLowerCase(), signal);
    case 'account':
      return [{ what: 'account', text: query, href: `#/account/${query}` }];
    case 'address': {
      const address = query.replace(/^dusk:/, '').replace(/\?.*$/, '');
      return [{ what: 'shieldedAddress', text: address, href: `#/address/${address}` }];
    }
    case 'bytes':
      return [{ what: 'decoded', text: shortened(query), href: '#/decode' }];
    default:
      return [];
  }
}

/** A hash may be a block, a transaction, a contract or a nullifier. */
async function findHash(hash: string, signal: AbortSignal): Promise<readonly Match[]> {
  const [block, tx, contract, spent] = await Promise.all([
    getBlock(node(), hash, { signal }).catch(() => null),
    getTx(node(), hash, { signal }).catch(() => null),
    contractFacts(node(), hash, signal).catch(() => null),
    isSpent(hash).catch(() => false),
  ]);
  return [
    ...(block === null ? [] : [{ what: 'block', text: String(block.height), href: `#/block/${hash}` } as const]),
    ...(tx === null ? [] : [{ what: 'tx', text: hash, href: `#/tx/${hash}` } as const]),
    ...(contract === null || contract.owner === ''
      ? []
      : [{ what: 'contract', text: hash, href: `#/contract/${hash}` } as const]),
    ...(spent ? [{ what: 'nullifierSpent', text: hash, href: null } as const] : []),
  ];
}

/** A nullifier typed in by somebody is public already: asking for it tells nothing new. */
async function isSpent(nullifier: string): Promise<boolean> {
  const argument = await reader().nullifierArgument(fromHex(nullifier));
  const output = await readRaw(node(), TRANSFER_ID, 'existing_nullifiers', argument);
  return (await reader().showOutput(TRANSFER_ID, 'existing_nullifiers', output)).text.includes(nullifier.slice(0, 8));
}

/** Text for the decoder after a search for raw bytes. */
export function searchedBytes(): string {
  return searchKind(pending.text) === 'bytes' ? pending.text : '';
}
