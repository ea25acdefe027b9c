import { Empty, Table } from '@eventide/kit';
import type { JSX } from 'preact';
import type { LiveBlock } from '../chain/live.ts';
import { t } from '../text/messages.ts';
import { AccountLink, Age, BlockLink, Count, LabelChip } from './cells.tsx';

/** Blocks, newest first; reverted ones stay and say so. */
export function BlockTable(props: { readonly blocks: readonly LiveBlock[]; readonly compact?: boolean }): JSX.Element {
  const { blocks, compact = false } = props;
  if (blocks.length === 0) return <Empty icon="block" text={t('noBlocks')} />;
  return (
    <Table
      caption={t('blocks')}
      rows={blocks}
      keyOf={({ hash }) => hash}
      columns={[
        { label: t('height'), cell: ({ height }) => <BlockLink height={height} /> },
        { label: t('state'), cell: ({ label, reverted }) => <LabelChip label={label} reverted={reverted} /> },
        { label: t('transactions'), end: true, cell: ({ transactions }) => <Count value={transactions.length} /> },
        { label: t('gas'), end: true, cell: ({ gasSpent }) => <Count value={gasSpent} /> },
        ...(compact
          ? []
          : [
              { label: t('iteration'), end: true, cell: ({ iteration }: LiveBlock) => iteration },
              { label: t('generator'), cell: ({ generator }: LiveBlock) => <AccountLink account={generator} /> },
            ]),
        { label: t('age'), end: true, cell: ({ timestampSec }) => <Age timestampSec={timestampSec} /> },
      ]}
    />
  );
}
