import { Card, Skeleton, useLoad } from '@eventide/kit';
import { getBlock, type ProvisionerInfo } from '@eventide/sdk';
import type { JSX } from 'preact';
import { client, node } from '../chain/connection.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';
import { Failed } from './Failed.tsx';
import { Members } from './Votes.tsx';

const steps = ['proposal', 'validation', 'ratification'] as const;

/** Who is drawn for the first iteration of the round after the tip, computed in this browser. Spec: 13 §6, 06 §7 */
export function NextCommittees(props: {
  readonly stakes: readonly ProvisionerInfo[];
  readonly tip: bigint;
}): JSX.Element {
  const { stakes, tip } = props;
  const drawn = useLoad(
    async (signal) => {
      const block = await getBlock(node(), 'tip', { signal });
      if (block === null) return null;
      const place = { stakes, seed: block.seed, round: block.height + 1n, iteration: 0 };
      return Promise.all(steps.map((step) => reader().drawCommittee({ ...place, step })));
    },
    [client.value, stakes, tip],
  );
  return (
    <Card title={t('committeeNext')}>
      <p class="muted small">{t('committeeText')}</p>
      {drawn.failure !== undefined && <Failed failure={drawn.failure} again={drawn.again} />}
      {drawn.data == null ? (
        <Skeleton lines={3} />
      ) : (
        drawn.data.map((members, index) => (
          <section key={steps[index]} class="stack-s">
            <h3 class="small">{t(steps[index] ?? 'proposal')}</h3>
            <Members members={members} />
          </section>
        ))
      )}
    </Card>
  );
}
