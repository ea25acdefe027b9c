import {
  Amount,
  Card,
  Copyable,
  dateText,
  Empty,
  Facts,
  Icon,
  kitMessages,
  Page,
  Skeleton,
  useLoad,
} from '@eventide/kit';
import { type BlockInfo, getBlock, getProvisioners } from '@eventide/sdk';
import type { JSX } from 'preact';
import { client, facts, node } from '../chain/connection.ts';
import { finalHeight, liveBlocks } from '../chain/live.ts';
import { BlockBody } from '../parts/BlockBody.tsx';
import { Events } from '../parts/CallCard.tsx';
import { Checked } from '../parts/Checked.tsx';
import { AccountLink, Age, BlockLink, Count, GasBar, LabelChip } from '../parts/cells.tsx';
import { Failed } from '../parts/Failed.tsx';
import { Raw } from '../parts/Raw.tsx';
import { TxTable } from '../parts/TxTable.tsx';
import { FailedIterations, Votes } from '../parts/Votes.tsx';
import type { BlockReading, BlockToRead } from '../reader/protocol.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';

/** A block by height or hash with the one below (for checks) and the one above (for its votes). */
async function loadBlock(id: string, signal: AbortSignal) {
  // The checks come next; what they need is made ready while the node answers.
  void reader().warm();
  const block = await getBlock(node(), /^\d{1,19}$/.test(id) ? BigInt(id) : id, { signal });
  if (block === null) return { block: null, below: null, above: null };
  const [below, above] = await Promise.all([
    block.height === 0n ? null : getBlock(node(), block.prevHash, { signal }),
    getBlock(node(), block.height + 1n, { signal }),
  ]);
  return { block, below, above: above?.prevHash === block.hash ? above : null };
}

export function BlockPage({ id }: { readonly id: string }): JSX.Element {
  const tip = liveBlocks.value[0]?.height;
  const loaded = useLoad((signal) => loadBlock(id, signal), [client.value, id, finalHeight.value, tip === undefined]);
  const title = loaded.data?.block ? t('block', { height: String(loaded.data.block.height) }) : t('blockWord');
  return (
    <Page title={title} app={t('app')} aside={loaded.data?.block && <Neighbours block={loaded.data.block} tip={tip} />}>
      {loaded.failure !== undefined && <Failed failure={loaded.failure} again={loaded.again} />}
      {loaded.data === undefined && loaded.failure === undefined && <Skeleton lines={8} />}
      {loaded.data?.block === null && <Empty icon="block" text={t('notKnown')} />}
      {loaded.data?.block && <Details {...loaded.data} block={loaded.data.block} />}
    </Page>
  );
}

function Neighbours({ block, tip }: { readonly block: BlockInfo; readonly tip: bigint | undefined }): JSX.Element {
  return (
    <nav class="row" aria-label={t('blocks')}>
      {block.height > 0n && (
        <a class="k-button" data-small="true" href={`#/block/${block.height - 1n}`}>
          <Icon name="back" /> {t('previous')}
        </a>
      )}
      {tip !== undefined && block.height < tip && (
        <a class="k-button" data-small="true" href={`#/block/${block.height + 1n}`}>
          {t('next')} <Icon name="send" />
        </a>
      )}
    </nav>
  );
}

/** By the stakes of now; where these do not fit, by those of then, if the node keeps them. */
async function readByStakes(evidence: Omit<BlockToRead, 'stakes'>, signal: AbortSignal): Promise<BlockReading> {
  const { block, above } = evidence;
  const reading = await reader().readBlock({ ...evidence, stakes: await getProvisioners(node(), { signal }) });
  const open = reading.checks.some(
    ({ check, ok }) => ok === null && (check === 'generator' || (check === 'votes' && above !== null)),
  );
  if (!open) return reading;
  const stakes = await reader().stakesAt(node().transport.url, block.height - 1n);
  return stakes === null ? reading : reader().readBlock({ ...evidence, stakes });
}

type Around = { readonly block: BlockInfo; readonly below: BlockInfo | null; readonly above: BlockInfo | null };

function Details({ block, below, above }: Around): JSX.Element {
  const { label } = block;
  const known = facts.value;
  const reading = useLoad(
    async (signal) => {
      if (known === null) return undefined;
      return readByStakes({ block, below, above, facts: known }, signal);
    },
    [block.hash, below?.hash, above?.hash, known],
  );
  return (
    <>
      <Card>
        <Facts
          rows={[
            [
              t('state'),
              <span key="state" class="row">
                <LabelChip label={label} />
                <span class="muted">{label.kind === 'Final' ? t('settled') : t('labelHelp')}</span>
              </span>,
            ],
            [t('hash'), <Copyable key="hash" text={block.hash} what={t('hash')} edge={14} />],
            [
              t('time'),
              <span key="time">
                {dateText(Number(block.timestampSec) * 1_000, kitMessages.locale.value)} (
                <Age timestampSec={block.timestampSec} />)
              </span>,
            ],
            [t('generator'), <AccountLink key="generator" account={block.generator} copy />],
            [t('iteration'), block.iteration === 0 ? t('iterationFirst') : t('iterations', { count: block.iteration })],
            [t('transactions'), <Count key="count" value={block.transactions.length} />],
            [t('gas'), <GasBar key="gas" spent={block.gasSpent} limit={block.gasLimit} />],
            [t('reward'), <Amount key="reward" lux={block.reward} />],
            [t('fees'), <Amount key="fees" lux={block.fees} />],
            block.height > 0n && [t('previous'), <BlockLink key="below" height={block.height - 1n} />],
            [t('stateRoot'), <Copyable key="root" text={block.stateHash} what={t('hash')} edge={14} />],
            [t('txRoot'), <Copyable key="tx" text={block.txRoot} what={t('txRoot')} edge={14} />],
          ]}
        />
      </Card>
      {reading.failure !== undefined && <Failed failure={reading.failure} again={reading.again} />}
      <Checked reading={reading.data} isTip={above === null} />
      <div class="x-columns">
        <Votes above={above} reading={reading.data} />
        <FailedIterations block={block} />
      </div>
      <Card title={t('txCount', { count: block.transactions.length })}>
        <TxTable txs={block.transactions} />
      </Card>
      <Events block={block.hash} origin={block.hash} title={t('blockEvents')} />
      <BlockBody block={block} above={above} strict={known?.strict ?? false}>
        <Raw title={t('rawJson')} value={block.headerJson} />
      </BlockBody>
    </>
  );
}
