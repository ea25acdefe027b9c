import { fromHex } from '@eventide/base';
import { Card, Empty, type MessageValues, Page, Skeleton, shortened, useLoad } from '@eventide/kit';
import { failureOf } from '@eventide/kit/worker/rpc';
import { getBlock, getTx } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { contractFacts, readRaw } from '../chain/account.ts';
import { type BookName, namesLike } from '../chain/book.ts';
import { client, node } from '../chain/connection.ts';
import { TRANSFER_ID } from '../chain/describeTx.ts';
import { findMarks, type Mark } from '../chain/marks.ts';
import { addressText, noteKey, type SearchKind, searchKey, searchKind } from '../chain/search.ts';
import { Failed, isMissing } from '../parts/Failed.tsx';
import { pending } from '../parts/SearchBox.tsx';
import { reader } from '../reader/reader.ts';
import { router } from '../route.ts';
import type { MessageKey } from '../text/en.ts';
import { t } from '../text/messages.ts';

type Match = {
  readonly what: MessageKey;
  readonly values?: MessageValues | undefined;
  readonly text: string;
  readonly href: string | null;
};

type Found = {
  readonly matches: readonly Match[];
  /** False if the node knows no marks of notes: then a key that nobody found may still be one. */
  readonly archive: boolean;
};

/** Everything a text may stand for; a single match opens by itself. Spec: 13 §6 */
export function Search({ query }: { readonly query: string }): JSX.Element {
  const found = useLoad((signal) => findAll(query, signal), [client.value, query]);
  const matches = found.data?.matches;
  const only = matches?.length === 1 ? matches[0] : undefined;
  useEffect(() => {
    if (only?.href != null) router.go(only.href.slice(1), { replace: true });
  }, [only]);
  return (
    <Page title={t('search')} app={t('app')}>
      <Card>
        {matches === undefined && found.failure === undefined && <Skeleton />}
        {found.failure !== undefined && <Failed failure={found.failure} again={found.again} />}
        {matches?.length === 0 && found.failure === undefined && (
          <Empty icon="search" text={t('nothingFound', { query: shortened(query, 12) })}>
            <p class="small">{t('nothingFoundText')}</p>
            {found.data?.archive === false && <p class="small">{t('nothingMarks')}</p>}
          </Empty>
        )}
        {matches !== undefined && matches.length > 0 && (
          <>
            <p class="muted" role="status">
              {t('results', { count: matches.length })}
            </p>
            <ul class="stack-s">
              {matches.map(({ what, values, text, href }) => (
                <li key={`${what} ${href} ${text}`}>
                  {href === null ? t(what) : <a href={href}>{t(what, values)}</a>}{' '}
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

async function findAll(text: string, signal: AbortSignal): Promise<Found> {
  const { matches, archive } = await findByLength(text, signal);
  return { matches: [...namesLike(text).flatMap(named), ...matches], archive };
}

/** A name stands for what its key opens. */
function named({ name, key }: BookName): Match[] {
  const place = { account: 'account', address: 'address', hash: 'search?q=', key: 'search?q=' }[
    searchKind(key) as string
  ];
  if (place === undefined) return [];
  const href = place.endsWith('=') ? `#/${place}${key}` : `#/${place}/${key}`;
  return [{ what: 'named', values: { name }, text: key, href }];
}

async function findByLength(text: string, signal: AbortSignal): Promise<Found> {
  const kind = searchKind(text);
  if (kind === 'hash') return findHash(searchKey(text).toLowerCase(), signal);
  if (kind === 'key') return findHash(noteKey(searchKey(text)), signal);
  return { matches: await findPlain(kind, text, signal), archive: true };
}

async function findPlain(kind: SearchKind, text: string, signal: AbortSignal): Promise<readonly Match[]> {
  const query = searchKey(text);
  switch (kind) {
    case 'height': {
      const height = query.replace(/\D/g, '');
      const block = await getBlock(node(), BigInt(height), { signal });
      return block === null ? [] : [{ what: 'block', values: { height }, text: height, href: `#/block/${height}` }];
    }
    case 'account':
      return [{ what: 'account', text: query, href: `#/account/${query}` }];
    case 'address': {
      // Nothing tells the address of a receiver from that of a note, and the node need not learn whose address is looked at.
      const address = addressText(query);
      return [
        { what: 'shieldedAddress', text: address, href: `#/address/${address}` },
        { what: 'noteAddress', text: address, href: `#/search?q=${noteKey(address)}` },
      ];
    }
    case 'bytes':
      return [{ what: 'decoded', text: shortened(query), href: '#/decode' }];
    default:
      return [];
  }
}

/** A hash may be a block, a transaction, a contract or a nullifier. */
async function findHash(hash: string, signal: AbortSignal): Promise<Found> {
  const [block, tx, contract, { marks, archive }] = await Promise.all([
    getBlock(node(), hash, { signal }).catch(refusedIsNone),
    getTx(node(), hash, { signal }).catch(refusedIsNone),
    contractFacts(node(), hash, signal).catch(() => null),
    marksOf(hash, signal),
  ]);
  const matches: Match[] = [
    ...(block === null
      ? []
      : [{ what: 'block', values: { height: String(block.height) }, text: hash, href: `#/block/${hash}` } as const]),
    ...(tx === null ? [] : [{ what: 'tx', text: hash, href: `#/tx/${hash}` } as const]),
    ...(contract === null || contract.owner === ''
      ? []
      : [{ what: 'contract', text: hash, href: `#/contract/${hash}` } as const]),
    ...marks,
  ];
  return { matches: matches.length > 0 ? matches : await genesisMatch(hash), archive };
}

/** A node may refuse a question about what it does not know; one that does not answer has said nothing. */
function refusedIsNone(error: unknown): null {
  if (isMissing(failureOf(error))) return null;
  throw error;
}

/** No archive knows the notes of the genesis block. */
async function genesisMatch(key: string): Promise<readonly Match[]> {
  const position = await reader()
    .genesisNote(node().transport.url, fromHex(key))
    .catch(() => null);
  if (position === null) return [];
  return [{ what: 'noteOfGenesis', values: { position: String(position) }, text: key, href: '#/block/0' }];
}

/** What the archive knows of a nullifier or note key; of nodes without one, only whether a nullifier is spent. */
async function marksOf(
  mark: string,
  signal: AbortSignal,
): Promise<{ readonly marks: readonly Match[]; readonly archive: boolean }> {
  let archive = true;
  try {
    const found = await findMarks(node(), mark, signal);
    // A nullifier may be older than what the archive holds.
    if (found.length > 0) return { marks: found.map(ofMark), archive };
  } catch (error) {
    if (!isMissing(failureOf(error))) throw error;
    archive = false;
  }
  const spent = await isSpent(mark).catch(() => false);
  return { marks: spent ? [{ what: 'nullifierSpent', text: mark, href: null }] : [], archive };
}

function ofMark({ kind, tx, position }: Mark): Match {
  const href = `#/tx/${tx}`;
  if (kind === 'nullifier') return { what: 'nullifierFound', text: tx, href };
  if (position === null) return { what: 'noteFound', text: tx, href };
  return { what: 'noteFoundAt', values: { position: String(position) }, text: tx, href };
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
