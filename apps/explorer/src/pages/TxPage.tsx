import { toHex } from '@eventide/base';
import {
  Amount,
  Card,
  Chip,
  Copyable,
  countText,
  Empty,
  Facts,
  kitMessages,
  Note,
  Page,
  Skeleton,
  useLoad,
} from '@eventide/kit';
import { type BlockInfo, getBlock, getTx, type TxInfo } from '@eventide/sdk';
import type { JSX } from 'preact';
import { client, node } from '../chain/connection.ts';
import { describeTx, failureKey, listOf, luxOf, objectOf, textOf } from '../chain/describeTx.ts';
import { finalHeight, liveBlocks } from '../chain/live.ts';
import { CallCard, Events } from '../parts/CallCard.tsx';
import { AccountLink, Age, BlockLink, ContractLink, Count, GasBar, KindChip, LabelChip } from '../parts/cells.tsx';
import { Failed } from '../parts/Failed.tsx';
import { Raw, RawBytes } from '../parts/Raw.tsx';
import { Sentence } from '../parts/Sentence.tsx';
import { TraceCard } from '../parts/TraceCard.tsx';
import { t } from '../text/messages.ts';

async function loadTx(id: string, signal: AbortSignal) {
  const tx = await getTx(node(), id, { signal });
  const block = tx?.block ? await getBlock(node(), tx.block.hash, { signal }) : null;
  return { tx, block };
}

/** One transaction: the sentence first, then everything that is public about it. */
export function TxPage({ id }: { readonly id: string }): JSX.Element {
  const loaded = useLoad(
    (signal) => loadTx(id, signal),
    [client.value, id, finalHeight.value, liveBlocks.value[0]?.height],
  );
  return (
    <Page title={t('tx')} app={t('app')} lead={<Copyable text={id} what={t('id')} edge={12} />}>
      {loaded.failure !== undefined && <Failed failure={loaded.failure} again={loaded.again} />}
      {loaded.data === undefined && loaded.failure === undefined && <Skeleton lines={8} />}
      {loaded.data?.tx === null && <Empty icon="list" text={t('notKnown')} />}
      {loaded.data?.tx && <Details tx={loaded.data.tx} block={loaded.data.block} />}
    </Page>
  );
}

function Details({ tx, block }: { readonly tx: TxInfo; readonly block: BlockInfo | null }): JSX.Element {
  const fields = objectOf(tx.json);
  const fee = (tx.gasSpent ?? tx.gasLimit) * tx.gasPrice;
  const deposit = luxOf(fields.deposit);
  const memo = tx.memo === null ? null : memoText(tx.memo);
  const sender = textOf(fields.sender);
  const receiver = textOf(fields.receiver);
  return (
    <>
      <p class="x-plain">
        <Sentence sentence={describeTx(tx)} />
      </p>
      {tx.error !== null && <WhyFailed error={tx.error} fee={fee} />}
      <Card>
        <Facts
          rows={[
            [
              t('state'),
              tx.block === null ? (
                <Chip key="state">{t('Mempool')}</Chip>
              ) : (
                <span key="state" class="row">
                  {block !== null && <LabelChip label={block.label} />}
                  <span>
                    {t('blockWord')} <BlockLink height={tx.block.height} />,{' '}
                    <Age timestampSec={tx.block.timestampSec} />
                  </span>
                </span>
              ),
            ],
            [t('kind'), <KindChip key="kind" kind={tx.kind} />],
            [t('from'), sender === undefined ? t('hidden') : <AccountLink key="from" account={sender} copy />],
            tx.call === null && [
              t('to'),
              receiver === undefined ? (
                tx.kind === 'phoenix' ? (
                  t('hidden')
                ) : (
                  '–'
                )
              ) : (
                <AccountLink key="to" account={receiver} copy />
              ),
            ],
            [t('amount'), tx.kind === 'phoenix' ? t('hidden') : <Amount key="amount" lux={luxOf(fields.value)} />],
            deposit > 0n && [t('deposit'), <Amount key="deposit" lux={deposit} />],
            fields.nonce !== undefined && [t('nonce'), <Count key="nonce" value={luxOf(fields.nonce)} />],
            [tx.gasSpent === null ? t('feeMost') : t('fee'), <Amount key="fee" lux={fee} />],
            [t('gas'), <GasBar key="gas" spent={tx.gasSpent ?? 0n} limit={tx.gasLimit} />],
            [t('gasPrice'), t('lux', { count: countText(tx.gasPrice, kitMessages.locale.value) })],
            tx.deployed !== null && [t('contract'), <ContractLink key="deployed" id={tx.deployed} />],
            memo !== null && [t('memo'), memo.text],
            memo !== null && [
              t('memoHex'),
              <span key="memo" class="mono">
                {memo.hex}
              </span>,
            ],
          ]}
        />
      </Card>
      {tx.call !== null && <CallCard call={tx.call} />}
      <Parts title={t('nullifiers')} items={listOf(fields.nullifiers).map((item) => textOf(item) ?? '')} />
      <Outputs tx={tx} />
      <Parts title={t('blobs')} items={tx.blobHashes} />
      {tx.block !== null && <Events block={tx.block.hash} origin={tx.id} />}
      {tx.block !== null && <TraceCard key={tx.id} id={tx.id} />}
      <Raw title={t('raw')} value={tx.json} />
      <RawBytes title={t('rawBytes')} bytes={tx.raw} name={`${tx.id}.tx`} />
    </>
  );
}

function WhyFailed({ error, fee }: { readonly error: string; readonly fee: bigint }): JSX.Element {
  return (
    <Note tone="danger">
      <h2>{t('whyFailed')}</h2>
      <p>{t(failureKey(error))}</p>
      <p class="mono">{error}</p>
      <p>{t('failedCost')}</p>
      <p>
        {t('fee')}: <Amount lux={fee} />
      </p>
    </Note>
  );
}

function Parts({ title, items }: { readonly title: string; readonly items: readonly string[] }): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <Card title={`${title} (${items.length})`}>
      <ul class="stack-s">
        {items.map((item) => (
          <li key={item}>
            <Copyable text={item} what={title} edge={16} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Outputs({ tx }: { readonly tx: TxInfo }): JSX.Element | null {
  const outputs = listOf(objectOf(tx.json).outputs).map(objectOf);
  if (outputs.length === 0) return null;
  return (
    <Card title={`${t('outputs')} (${outputs.length})`}>
      <ul class="stack-s">
        {outputs.map((output) => {
          const address = textOf(output.stealth_address) ?? '';
          return (
            <li key={address} class="small">
              {t(output.type === 0 ? 'outputOpen' : 'outputLine', { address: '' })}
              <Copyable text={address} what={t('outputs')} />
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** The memo as text where it is text. */
function memoText(memo: Uint8Array): { readonly text: string; readonly hex: string } {
  const hex = toHex(memo);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(memo), hex };
  } catch {
    return { text: '–', hex };
  }
}
