import { Card, countText, kitMessages, Page, Skeleton, shortened } from '@eventide/kit';
import type { JSX } from 'preact';
import { liveBlocks, liveReady } from '../chain/live.ts';
import { BarChart, ShareChart } from '../parts/charts.tsx';
import { t } from '../text/messages.ts';

const MOST = 60;

/** Charts over the newest blocks, all computed here. */
export function Statistics(): JSX.Element {
  const blocks = liveBlocks.value
    .filter(({ reverted, height }) => reverted !== true && height > 0n)
    .slice(0, MOST)
    .reverse();
  const names = blocks.map(({ height }) => countText(height, kitMessages.locale.value));
  const times = blocks.slice(1).map((block, index) => Number(block.timestampSec - (blocks[index]?.timestampSec ?? 0n)));
  const generators = tally(blocks.map(({ generator }) => shortened(generator)));
  const kinds = tally(blocks.flatMap(({ transactions }) => transactions.map(({ kind }) => kind)));
  return (
    <Page title={t('statistics')} app={t('app')} lead={t('statsText', { count: blocks.length })}>
      {!liveReady.value && <Skeleton lines={8} />}
      <div class="x-columns">
        <Card title={t('chartTime')}>
          <BarChart title={t('chartTime')} names={names.slice(1)} values={times} />
        </Card>
        <Card title={t('chartTxs')}>
          <BarChart
            title={t('chartTxs')}
            names={names}
            values={blocks.map(({ transactions }) => transactions.length)}
          />
        </Card>
        <Card title={t('chartGas')}>
          <BarChart title={t('chartGas')} names={names} values={blocks.map(({ gasSpent }) => Number(gasSpent))} />
        </Card>
        <Card title={t('chartShare')}>
          <ShareChart title={t('chartShare')} entries={generators} />
        </Card>
        <Card title={t('chartKinds')}>
          <ShareChart
            title={t('chartKinds')}
            entries={kinds.map(({ name, value }) => ({ name: t(name === 'phoenix' ? 'shielded' : 'public'), value }))}
          />
        </Card>
      </div>
    </Page>
  );
}

/** How often each name occurs, most often first. */
function tally(names: readonly string[]): { readonly name: string; readonly value: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, value]) => ({ name, value })).sort((a, b) => b.value - a.value);
}
