import { Button, Card, Copyable, Icon, type RpcFailure, Skeleton, Table, useLoad } from '@eventide/kit';
import { failureOf } from '@eventide/kit/worker/rpc';
import type { ChainFacts } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { readRaw } from '../chain/account.ts';
import { client, facts, node } from '../chain/connection.ts';
import { TRANSFER_ID } from '../chain/describeTx.ts';
import type { CircuitLayout, CircuitReading } from '../reader/protocol.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';
import { Count } from './cells.tsx';
import { Failed } from './Failed.tsx';

const INPUTS = [1, 2, 3, 4];

/** Digests of the circuits that shielded transactions are proven with: what the chain verifies by, and what this page knows. Spec: 13 §6 */
export function CircuitsCard(): JSX.Element {
  const set = facts.value?.circuitSet;
  const circuits = useLoad(
    async () =>
      set === undefined ? undefined : reader().readCircuits(set, await Promise.all(INPUTS.map(verifierData))),
    [client.value, set],
  );
  return (
    <Card title={t('circuitDigests')}>
      <p class="muted small">{t('circuitText')}</p>
      {circuits.failure !== undefined && <Failed failure={circuits.failure} again={circuits.again} />}
      {circuits.data === undefined && circuits.failure === undefined && <Skeleton />}
      {circuits.data !== undefined && set !== undefined && <Digests set={set} circuits={circuits.data} />}
      {set !== undefined && <Layouts key={set} set={set} />}
    </Card>
  );
}

/** A view of our transfer contract; the original has none: null. */
async function verifierData(inputs: number): Promise<Uint8Array | null> {
  const argument = new Uint8Array(8);
  argument[0] = inputs;
  return readRaw(node(), TRANSFER_ID, 'verifier_data', argument).catch(() => null);
}

type DigestsProps = { readonly set: ChainFacts['circuitSet']; readonly circuits: readonly CircuitReading[] };

function Digests({ set, circuits }: DigestsProps): JSX.Element {
  const told = circuits.some(({ chain }) => chain !== null);
  return (
    <>
      {!told && <p class="muted small">{t('circuitUntold')}</p>}
      <Table
        caption={t('circuitDigests')}
        rows={circuits}
        keyOf={({ inputs }) => String(inputs)}
        columns={[
          { label: t('circuit'), cell: ({ inputs }) => `${set}/phoenix/${inputs}` },
          {
            label: t('circuitChain'),
            cell: ({ chain }) => (chain === null ? '–' : <Copyable text={chain} what={t('circuitChain')} edge={8} />),
          },
          {
            label: t('circuitKnown'),
            cell: ({ known }) => <Copyable text={known} what={t('circuitKnown')} edge={8} />,
          },
          { label: t('status'), cell: (circuit) => <Verdict circuit={circuit} /> },
        ]}
      />
    </>
  );
}

function Verdict({ circuit: { chain, known } }: { readonly circuit: CircuitReading }): JSX.Element {
  if (chain === null) return <span class="muted">{t('notChecked')}</span>;
  return (
    <span class="row" data-same={chain === known}>
      <Icon name={chain === known ? 'check' : 'info'} /> {t(chain === known ? 'circuitSame' : 'circuitOther')}
    </span>
  );
}

/** Laying circuits out takes a moment: only when asked. */
function Layouts({ set }: { readonly set: ChainFacts['circuitSet'] }): JSX.Element {
  const [layouts, setLayouts] = useState<readonly CircuitLayout[] | null>(null);
  const [failure, setFailure] = useState<RpcFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      setLayouts(await reader().layOutCircuits(set));
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  return (
    <div class="stack-s">
      <p class="muted small">{t('circuitRowsText')}</p>
      {layouts === null && (
        <div>
          <Button onClick={() => void run()} busy={busy}>
            {t('circuitLayOut')}
          </Button>
        </div>
      )}
      <div role="status" class="stack-s">
        {busy && <Skeleton lines={2} />}
        {failure !== null && <Failed failure={failure} />}
        {layouts !== null && (
          <Table
            caption={t('circuitRows')}
            rows={layouts}
            keyOf={({ inputs }) => String(inputs)}
            columns={[
              { label: t('circuit'), cell: ({ inputs }) => `${set}/phoenix/${inputs}` },
              { label: t('circuitRows'), end: true, cell: ({ rows }) => <Count value={rows} /> },
              {
                label: t('circuitRowDigest'),
                cell: ({ digest }) => <Copyable text={digest} what={t('circuitRowDigest')} edge={8} />,
              },
            ]}
          />
        )}
      </div>
    </div>
  );
}
