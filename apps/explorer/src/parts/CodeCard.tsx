import { Card, Copyable, Facts, FileField, kitMessages, Note, Skeleton, sizeText, useLoad } from '@eventide/kit';
import { type ChainFacts, getBlock, getContractCode } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { client, facts, node } from '../chain/connection.ts';
import { STAKE_ID, TRANSFER_ID } from '../chain/describeTx.ts';
import type { CodeReading, GenesisToRead } from '../reader/protocol.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';
import { CheckList } from './Checked.tsx';
import { Failed } from './Failed.tsx';
import { RawBytes } from './Raw.tsx';

export type CodeCardProps = { readonly id: string; readonly owner: string };

/** Hashes and size of a contract's code, what of it is proven here, and a place to compare a build of one's own. Spec: 13 §6, §7 */
export function CodeCard({ id, owner }: CodeCardProps): JSX.Element {
  const known = facts.value;
  const loaded = useLoad(
    async (signal) => {
      if (known === null) return undefined;
      const [code, genesis] = await Promise.all([
        getContractCode(node(), id, { signal }),
        genesisOf(id, known, signal),
      ]);
      return { code, reading: await reader().readCode({ id, code, owner, genesis }) };
    },
    [client.value, id, owner, known],
  );
  const { data, failure } = loaded;
  return (
    <>
      <Card title={t('code')}>
        {failure?.code === 'NETWORK_UNSUPPORTED' && <p class="muted">{t('codeUntold')}</p>}
        {failure !== undefined && failure.code !== 'NETWORK_UNSUPPORTED' && (
          <Failed failure={failure} again={loaded.again} />
        )}
        {data === undefined && failure === undefined && <Skeleton />}
        {data !== undefined && <Proven id={id} reading={data.reading} />}
        <OwnBuild id={id} owner={owner} code={data?.reading} />
      </Card>
      {data !== undefined && <RawBytes title={t('codeBytes')} bytes={data.code} name={`${id}.wasm`} />}
    </>
  );
}

/** What the genesis commits to; null for other contracts and networks. */
async function genesisOf(id: string, known: ChainFacts, signal: AbortSignal): Promise<GenesisToRead | null> {
  const other = { [TRANSFER_ID]: STAKE_ID, [STAKE_ID]: TRANSFER_ID }[id];
  if (other === undefined || known.protocol !== 'eventide') return null;
  const [block, otherCode] = await Promise.all([
    getBlock(node(), 0n, { signal }),
    getContractCode(node(), other, { signal }),
  ]);
  if (block === null) return null;
  return { prevHash: block.prevHash, timestampSec: block.timestampSec, chainId: known.chainId, otherCode };
}

function Proven({ id, reading }: { readonly id: string; readonly reading: CodeReading }): JSX.Element {
  return (
    <div class="stack-s">
      <p class="muted small">{t('codeText')}</p>
      <Facts
        rows={[
          [t('codeSize'), sizeText(reading.size, kitMessages.locale.value)],
          ['BLAKE3', <Copyable key="blake3" text={reading.blake3} what="BLAKE3" edge={14} />],
          ['SHA-256', <Copyable key="sha256" text={reading.sha256} what="SHA-256" edge={14} />],
        ]}
      />
      <CheckList lines={linesOf(id, reading)} />
    </div>
  );
}

function linesOf(id: string, { published, committed, nonce }: CodeReading) {
  if (published === null) {
    const text = nonce === null ? t('codeNoNonce') : t('codeNonce', { nonce: String(nonce) });
    return [{ name: 'nonce', ok: nonce === null ? null : true, text }];
  }
  const name = id === TRANSFER_ID ? 'transfer' : 'stake';
  const whose = { eventide: t('codeOurs', { name }), rusk: t('codeRusk'), nobody: t('codeNobody') }[published];
  return [
    { name: 'published', ok: published === 'nobody' ? null : true, text: whose },
    {
      name: 'committed',
      ok: committed === true ? true : null,
      text: t(committed === null ? 'codeNoParameters' : committed ? 'codeCommitted' : 'codeNotCommitted'),
    },
  ];
}

type OwnBuildProps = CodeCardProps & { readonly code: CodeReading | undefined };

/** Compares a file with the code; where the node does not tell the code, with the id, which is a hash of it. */
function OwnBuild({ id, owner, code }: OwnBuildProps): JSX.Element {
  const [file, setFile] = useState<CodeReading | null>(null);
  const equal = code === undefined ? file?.nonce != null : file?.blake3 === code.blake3;
  return (
    <div class="stack-s">
      <h3>{t('source')}</h3>
      <p class="muted small">{t('sourceText')}</p>
      <FileField
        label={t('sourceFile')}
        hint={t('sourceHint')}
        accept=".wasm,application/wasm"
        onFile={(bytes) => void reader().readCode({ id, code: bytes, owner, genesis: null }).then(setFile)}
      />
      <div role="status">
        {file !== null && (
          <Note tone={equal ? 'positive' : 'danger'}>
            {t(equal ? 'sourceEqual' : 'sourceOther', { hash: file.blake3 })}
          </Note>
        )}
      </div>
    </div>
  );
}
