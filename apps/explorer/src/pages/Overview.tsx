import { Amount, amountText, Card, countText, kitMessages, numberFormat, Page, Skeleton, useLoad } from '@eventide/kit';
import { emissionUpTo } from '@eventide/params';
import { getMempool, getProvisioners } from '@eventide/sdk';
import type { ComponentChildren, JSX } from 'preact';
import { client, node } from '../chain/connection.ts';
import { finalHeight, liveBlocks, liveReady } from '../chain/live.ts';
import { BlockTable } from '../parts/BlockTable.tsx';
import { Count } from '../parts/cells.tsx';
import { LocalNote } from '../parts/LocalNote.tsx';
import { TxTable } from '../parts/TxTable.tsx';
import { t } from '../text/messages.ts';

const SHOWN = 6;

/** The chain at a glance, live. */
export function Overview(): JSX.Element {
  const blocks = liveBlocks.value.filter(({ reverted }) => reverted !== true);
  const tip = blocks[0];
  const txs = blocks.flatMap((block) => [...block.transactions].reverse()).slice(0, SHOWN);
  const stakes = useLoad((signal) => getProvisioners(node(), { signal }), [client.value, tip && tip.height / 20n]);
  const waiting = useLoad((signal) => getMempool(node(), { signal }), [client.value, tip?.height]);
  const staked = stakes.data?.reduce((sum, { amount }) => sum + amount, 0n);
  return (
    <Page title={t('overview')} app={t('app')}>
      <LocalNote />
      <div class="x-tiles">
        <Tile name={t('height')}>{tip === undefined ? '–' : <Count value={tip.height} />}</Tile>
        <Tile name={t('finalHeight')} hint={t('finalHint')}>
          {finalHeight.value === null ? '–' : <Count value={finalHeight.value} />}
        </Tile>
        <Tile name={t('blockTime')}>
          {secondsBetween(blocks.filter(({ height }) => height > 0n).map(({ timestampSec }) => timestampSec))}
        </Tile>
        <Tile name={t('waiting')} hint={t('waitingHint')}>
          {waiting.data === undefined ? '–' : <Count value={waiting.data.length} />}
        </Tile>
        <Tile name={t('staked')} hint={stakes.data && t('stakers', { count: stakes.data.length })}>
          {staked === undefined ? '–' : <Amount lux={staked} />}
        </Tile>
        <Tile name={t('gasPerBlock')} hint={tip && t('gasLimitHint', { limit: count(tip.gasLimit) })}>
          {blocks.length === 0 ? '–' : count(meanGas(blocks.map(({ gasSpent }) => gasSpent)))}
        </Tile>
        <Tile
          name={t('emitted')}
          hint={tip && t('emittedHint', { amount: amountText(emissionUpTo(tip.height), kitMessages.locale.value) })}
        >
          {tip === undefined ? '–' : <Amount lux={tip.reward} />}
        </Tile>
      </div>
      <div class="x-columns">
        <Card title={t('latestBlocks')} aside={<a href="#/blocks">{t('allBlocks')}</a>}>
          {liveReady.value ? <BlockTable blocks={liveBlocks.value.slice(0, SHOWN)} compact /> : <Skeleton lines={6} />}
        </Card>
        <Card title={t('latestTxs')} aside={<a href="#/txs">{t('allTxs')}</a>}>
          {liveReady.value ? <TxTable txs={txs} compact /> : <Skeleton lines={6} />}
        </Card>
      </div>
    </Page>
  );
}

function Tile(props: {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="x-tile">
      <span class="muted small">{props.name}</span>
      <strong>{props.children}</strong>
      {props.hint !== undefined && <span class="muted small">{props.hint}</span>}
    </div>
  );
}

function count(value: bigint): string {
  return countText(value, kitMessages.locale.value);
}

/** Of the newest blocks, newest first. */
function meanGas(gas: readonly bigint[]): bigint {
  const newest = gas.slice(0, 20);
  return newest.reduce((sum, each) => sum + each, 0n) / BigInt(newest.length);
}

/** Mean of the newest blocks, newest first. */
function secondsBetween(times: readonly bigint[]): string {
  const newest = times.slice(0, 21);
  const [first] = newest;
  const last = newest.at(-1);
  if (first === undefined || last === undefined || newest.length < 2) return '–';
  const mean = Number(first - last) / (newest.length - 1);
  const format = numberFormat(kitMessages.locale.value, { maximumFractionDigits: 1 });
  return t('seconds', { count: format.format(mean) });
}
