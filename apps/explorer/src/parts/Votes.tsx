import { Card } from '@eventide/kit';
import type { BlockInfo, Json } from '@eventide/sdk';
import type { JSX } from 'preact';
import { listOf, objectOf, textOf } from '../chain/describeTx.ts';
import { t } from '../text/messages.ts';
import { AccountLink } from './cells.tsx';

const MOST_MEMBERS = 64;

/** The votes on a block, which the block above carries as its certificate. */
export function Votes({ above }: { readonly above: BlockInfo | null }): JSX.Element {
  const certificate = objectOf(objectOf(above?.headerJson).prev_block_cert);
  return (
    <Card title={t('votes')}>
      {above === null ? (
        <p class="muted">{t('votesLater')}</p>
      ) : (
        <>
          <p class="muted small">{t('votesText')}</p>
          <Bitset name={t('validation')} votes={certificate.validation} />
          <Bitset name={t('ratification')} votes={certificate.ratification} />
        </>
      )}
    </Card>
  );
}

function Bitset({ name, votes }: { readonly name: string; readonly votes: Json | undefined }): JSX.Element {
  const bits = bitsOf(objectOf(votes).bitset);
  const signed = bits.filter(Boolean).length;
  return (
    <div class="stack-s">
      <div class="row spread small">
        <strong>{name}</strong>
        <span class="muted">{t('members', { count: signed })}</span>
      </div>
      <div class="x-votes" aria-hidden="true">
        {bits.map((on, index) => (
          <span key={String(index)} data-on={on} />
        ))}
      </div>
    </div>
  );
}

/** Bits from the first to the last one set; a committee has at most 64 members. */
function bitsOf(json: Json | undefined): readonly boolean[] {
  if (typeof json !== 'number' && typeof json !== 'bigint') return [];
  const bits = BigInt.asUintN(MOST_MEMBERS, BigInt(json)).toString(2);
  return [...bits].reverse().map((bit) => bit === '1');
}

/** Candidates of the same height that did not make it. */
export function FailedIterations({ block }: { readonly block: BlockInfo }): JSX.Element {
  const failed = listOf(objectOf(block.headerJson).failed_iterations);
  return (
    <Card title={t('failedIterations')}>
      {failed.length === 0 && <p class="muted">{t('failedNone')}</p>}
      <ul class="stack-s">
        {failed.map((entry, iteration) => {
          const [attestation, generator] = listOf(entry);
          const { result } = objectOf(attestation);
          return (
            <li key={String(iteration)} class="small">
              {entry === null ? (
                t('failedUnattested', { iteration })
              ) : (
                <>
                  {t('failedLine', {
                    iteration,
                    result: textOf(result) ?? Object.keys(objectOf(result)).join(),
                    generator: '',
                  })}
                  <AccountLink account={textOf(generator) ?? ''} />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
