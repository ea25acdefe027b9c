import { Amount, Chip, Empty, Table } from '@eventide/kit';
import type { TxInfo } from '@eventide/sdk';
import type { JSX } from 'preact';
import { describeTx } from '../chain/describeTx.ts';
import { t } from '../text/messages.ts';
import { Age, BlockLink, KindChip, TxLink } from './cells.tsx';
import { Sentence } from './Sentence.tsx';

/** Transactions with a sentence each. */
export function TxTable({
  txs,
  compact = false,
}: {
  readonly txs: readonly TxInfo[];
  readonly compact?: boolean;
}): JSX.Element {
  if (txs.length === 0) return <Empty icon="list" text={t('noTxs')} />;
  return (
    <Table
      caption={t('transactions')}
      rows={txs}
      keyOf={({ id }) => id}
      columns={[
        { label: t('id'), cell: ({ id }) => <TxLink id={id} /> },
        { label: t('kind'), cell: ({ kind }) => <KindChip kind={kind} /> },
        {
          label: t('tx'),
          cell: (tx) => (
            <span class="x-sentence">
              <Sentence sentence={describeTx(tx)} /> {tx.error !== null && <Chip tone="danger">✗</Chip>}
            </span>
          ),
        },
        ...(compact
          ? []
          : [
              {
                label: t('fee'),
                end: true,
                cell: (tx: TxInfo) => <Amount lux={(tx.gasSpent ?? tx.gasLimit) * tx.gasPrice} />,
              },
              {
                label: t('blockWord'),
                end: true,
                cell: ({ block }: TxInfo) => (block === null ? t('Mempool') : <BlockLink height={block.height} />),
              },
            ]),
        {
          label: t('age'),
          end: true,
          cell: ({ block }) => (block === null ? '' : <Age timestampSec={block.timestampSec} />),
        },
      ]}
    />
  );
}
