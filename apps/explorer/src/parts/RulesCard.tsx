import { Card, Chip, Note, Skeleton, Table, useLoad } from '@eventide/kit';
import { getNodeInfo } from '@eventide/sdk';
import type { JSX } from 'preact';
import { client, facts, node } from '../chain/connection.ts';
import { objectOf } from '../chain/describeTx.ts';
import { liveBlocks } from '../chain/live.ts';
import type { RuleRange } from '../reader/protocol.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';
import { Count } from './cells.tsx';
import { Failed } from './Failed.tsx';

/** Which rules hold from which height on: the node tells when each change comes, what follows is known here. Spec: 13 §6, 14 §3 */
export function RulesCard(): JSX.Element {
  const known = facts.value;
  const rules = useLoad(
    async (signal) => {
      if (known === null) return undefined;
      const { features } = objectOf((await getNodeInfo(node(), { signal })).vm_config);
      const { chainId, protocol } = known;
      return reader().rulesByHeight({ chainId, protocol, features });
    },
    [client.value, known],
  );
  const tip = liveBlocks.value[0]?.height ?? 0n;
  const ranges = rules.data?.ranges ?? [];
  const now = ranges.findLast(({ from }) => from <= tip);
  return (
    <Card title={t('rulesByHeight')}>
      <p class="muted small">{t('rulesText')}</p>
      {rules.failure !== undefined && <Failed failure={rules.failure} again={rules.again} />}
      {rules.data === undefined && rules.failure === undefined && <Skeleton />}
      {rules.data?.known === true && <p class="muted small">{t('rulesKnown')}</p>}
      {rules.data?.known === false && <Note tone="warn">{t('rulesOther')}</Note>}
      {ranges.length > 0 && (
        <Table
          caption={t('rulesByHeight')}
          rows={ranges}
          keyOf={({ from }) => String(from)}
          columns={[
            {
              label: t('fromHeight'),
              cell: (range) => (
                <span class="row">
                  <Count value={range.from} /> {range === now && <Chip tone="accent">{t('rulesNow')}</Chip>}
                </span>
              ),
            },
            { label: t('circuitSet'), cell: ({ circuitSet }) => circuitSet },
            { label: 'PLONK', cell: ({ plonk }) => plonk },
            { label: 'BLS', cell: ({ bls }) => bls },
            { label: t('rulesEncoding'), cell: ({ strict }) => t(strict ? 'rulesStrict' : 'rulesLenient') },
            { label: t('rulesFeatures'), cell: (range) => <code class="wrap small">{list(range)}</code> },
            {
              label: t('rulesQueries'),
              cell: ({ queries }) => (
                <details>
                  <summary>{t('rulesQueryCount', { count: queries.length })}</summary>
                  <code class="wrap small">{queries.join(', ')}</code>
                </details>
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}

function list({ features, shaded }: RuleRange): string {
  return [...features, ...shaded.map((id) => `shade ${id.slice(0, 8)}…`)].join(', ');
}
