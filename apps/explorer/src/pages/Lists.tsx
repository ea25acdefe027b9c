import { Button, Card, Page, Skeleton, useLoad } from '@eventide/kit';
import { getBlocks, getTransactions, type TxInfo } from '@eventide/sdk';
import type { JSX } from 'preact';
import { client, node } from '../chain/connection.ts';
import { liveBlocks, liveReady } from '../chain/live.ts';
import { BlockTable } from '../parts/BlockTable.tsx';
import { Failed } from '../parts/Failed.tsx';
import { TxTable } from '../parts/TxTable.tsx';
import { useHeld } from '../parts/useHeld.ts';
import { router } from '../route.ts';
import { t } from '../text/messages.ts';

const PAGE = 50n;
const NONE: readonly TxInfo[] = [];

/** All blocks: the newest live, older ones by page. New rows wait while the reader has scrolled down. */
export function Blocks(): JSX.Element {
  const { before } = router.route.value.query;
  const top = before !== undefined && /^\d{1,18}$/.test(before) ? BigInt(before) : null;
  return (
    <Page title={t('blocks')} app={t('app')}>
      {top === null ? <NewestBlocks /> : <OlderBlocks before={top} />}
    </Page>
  );
}

function NewestBlocks(): JSX.Element {
  const { shown, waiting, show } = useHeld(liveBlocks.value, ({ hash }) => hash);
  const oldest = shown.at(-1)?.height;
  return (
    <Card>
      <NewRows waiting={waiting} onShow={show} />
      {liveReady.value ? <BlockTable blocks={shown} /> : <Skeleton lines={10} />}
      <Pager older={oldest} />
    </Card>
  );
}

function NewRows({ waiting, onShow }: { readonly waiting: number; readonly onShow: () => void }): JSX.Element | null {
  if (waiting === 0) return null;
  return (
    <div class="x-new">
      <Button small kind="primary" onClick={onShow}>
        {t('newRows', { count: waiting })}
      </Button>
    </div>
  );
}

function OlderBlocks({ before }: { readonly before: bigint }): JSX.Element {
  const from = before > PAGE ? before - PAGE : 0n;
  const page = useLoad((signal) => getBlocks(node(), { from, to: before - 1n }, { signal }), [client.value, before]);
  return (
    <Card>
      {page.failure !== undefined && <Failed failure={page.failure} again={page.again} />}
      {page.data === undefined ? <Skeleton lines={10} /> : <BlockTable blocks={[...page.data].reverse()} />}
      <Pager older={from} newer={before + PAGE} />
    </Card>
  );
}

function Pager({ older, newer }: { readonly older: bigint | undefined; readonly newer?: bigint }): JSX.Element {
  const tip = liveBlocks.value[0]?.height ?? 0n;
  return (
    <nav class="row spread" aria-label={t('blocks')}>
      {newer === undefined ? (
        <span />
      ) : (
        <a href={newer > tip ? '#/blocks' : `#/blocks?before=${newer}`}>← {t('next')}</a>
      )}
      {older !== undefined && older > 0n && <a href={`#/blocks?before=${older}`}>{t('previous')} →</a>}
    </nav>
  );
}

/** The newest transactions of the chain. */
export function Transactions(): JSX.Element {
  const tip = liveBlocks.value[0]?.height;
  const list = useLoad((signal) => getTransactions(node(), { last: 100, signal }), [client.value, tip]);
  const { shown, waiting, show } = useHeld(list.data ?? NONE, ({ id }) => id);
  return (
    <Page title={t('transactions')} app={t('app')}>
      <Card>
        {list.failure !== undefined && <Failed failure={list.failure} again={list.again} />}
        <NewRows waiting={waiting} onShow={show} />
        {list.data === undefined ? list.loading && <Skeleton lines={10} /> : <TxTable txs={shown} />}
      </Card>
    </Page>
  );
}
