import { Card, Note, Skeleton, useLoad } from '@eventide/kit';
import { failureOf } from '@eventide/kit/worker/rpc';
import { type BlockInfo, getBlockBytes } from '@eventide/sdk';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { client, node } from '../chain/connection.ts';
import { objectOf, textOf } from '../chain/describeTx.ts';
import type { BlockBytes } from '../reader/protocol.ts';
import { reader } from '../reader/reader.ts';
import type { MessageKey } from '../text/en.ts';
import { t } from '../text/messages.ts';
import { AccountLink } from './cells.tsx';
import { Failed } from './Failed.tsx';
import { RawBytes } from './Raw.tsx';

export type BlockBodyProps = {
  readonly block: BlockInfo;
  readonly above: BlockInfo | null;
  readonly strict: boolean;
  /** Between the two. */
  readonly children: ComponentChildren;
};

/** What of a block is not in its JSON: who contradicted himself, and its bytes. Loaded when there is something to show. Spec: 13 §6 */
export function BlockBody({ block, above, strict, children }: BlockBodyProps): JSX.Element {
  const withFaults = /[^0]/.test(textOf(objectOf(block.headerJson).faultroot) ?? '');
  const [opened, setOpened] = useState(false);
  const wanted = withFaults || opened;
  const loaded = useLoad(
    async (signal) => (wanted ? load(block, above, strict, signal) : undefined),
    [client.value, block.hash, above?.hash, strict, wanted],
  );
  const { data, failure, again } = loaded;
  return (
    <>
      <Card title={t('faultsOf')}>
        {!withFaults && <p class="muted">{t('faultsNone')}</p>}
        {withFaults && data === undefined && failure === undefined && <Skeleton lines={2} />}
        {withFaults && data !== undefined && <FaultLines faults={data.faults} />}
      </Card>
      {failure !== undefined && <Failed failure={failure} again={again} />}
      {children}
      <RawBytes
        title={t('rawBytes')}
        bytes={data?.bytes ?? undefined}
        name={`block-${block.height}.bin`}
        onOpen={() => setOpened(true)}
      >
        {opened && data === undefined && failure === undefined && <Skeleton lines={2} />}
        {data !== undefined && <Origin read={data} withFaults={withFaults} />}
      </RawBytes>
    </>
  );
}

async function load(
  block: BlockInfo,
  above: BlockInfo | null,
  strict: boolean,
  signal: AbortSignal,
): Promise<BlockBytes> {
  const sent = await getBlockBytes(node(), block.hash, { signal }).catch((error: unknown) => {
    if (failureOf(error).code === 'NETWORK_UNSUPPORTED') return null;
    throw error;
  });
  return reader().blockBytes({ block, above, sent, strict });
}

function FaultLines({ faults }: { readonly faults: BlockBytes['faults'] }): JSX.Element {
  if (faults === null) return <p class="muted">{t('faultsUntold')}</p>;
  return (
    <ul class="stack-s">
      {faults.map(({ kind, round, iteration, account }) => (
        <li key={`${kind} ${round} ${iteration} ${account}`} class="small">
          {t('faultLine', { kind: t(kind as MessageKey), round: String(round), iteration, account: '' })}
          <AccountLink account={account} />
        </li>
      ))}
    </ul>
  );
}

/** Who says that these are the bytes. */
function Origin({ read, withFaults }: { readonly read: BlockBytes; readonly withFaults: boolean }): JSX.Element {
  if (read.bytes === null) return <p class="muted">{t(withFaults ? 'bytesNoFaults' : 'bytesNoVotes')}</p>;
  if (!read.fits) return <Note tone="danger">{t('bytesNoFit')}</Note>;
  return <p class="muted small">{t(read.from === 'node' ? 'bytesFromNode' : 'bytesFromHere')}</p>;
}
