import { Card } from '@eventide/kit';
import type { BlockInfo, Json } from '@eventide/sdk';
import type { JSX } from 'preact';
import { listOf, objectOf, textOf } from '../chain/describeTx.ts';
import type { BlockReading } from '../reader/protocol.ts';
import { t } from '../text/messages.ts';
import { AccountLink } from './cells.tsx';

const MOST_MEMBERS = 64;

export type VotesProps = { readonly above: BlockInfo | null; readonly reading: BlockReading | undefined };

/** The votes on a block, which the block above carries as its certificate. */
export function Votes({ above, reading }: VotesProps): JSX.Element {
  const certificate = objectOf(objectOf(above?.headerJson).prev_block_cert);
  return (
    <Card title={t('votes')}>
      {above === null ? (
        <p class="muted">{t('votesLater')}</p>
      ) : (
        <>
          <p class="muted small">{t('votesText')}</p>
          <Bitset name={t('validation')} votes={certificate.validation} members={reading?.validation ?? null} />
          <Bitset name={t('ratification')} votes={certificate.ratification} members={reading?.ratification ?? null} />
        </>
      )}
    </Card>
  );
}

type BitsetProps = {
  readonly name: string;
  readonly votes: Json | undefined;
  /** Whom each bit stands for; null where nobody can say. */
  readonly members: BlockReading['validation'];
};

function Bitset({ name, votes, members }: BitsetProps): JSX.Element {
  const bits = bitsOf(objectOf(votes).bitset);
  const signed = bits.filter(Boolean).length;
  return (
    <div class="stack-s">
      <div class="row spread small">
        <strong>{name}</strong>
        <span class="muted">{t('members', { count: signed })}</span>
      </div>
      <div class="x-votes" aria-hidden="true">
        {members === null
          ? bits.map((on, index) => <span key={String(index)} data-on={on} />)
          : members.flatMap(({ account, credits }, index) =>
              Array.from({ length: credits }, (_, credit) => (
                <span key={`${account}-${credit}`} data-on={bits[index] === true} />
              )),
            )}
      </div>
      {members !== null && (
        <details class="small">
          <summary>{t('signers')}</summary>
          <Members members={members} signed={bits} />
        </details>
      )}
    </div>
  );
}

export type MembersProps = {
  readonly members: NonNullable<BlockReading['validation']>;
  /** Whose bit is set; without it nobody has voted yet. */
  readonly signed?: readonly boolean[] | undefined;
};

/** Members of a committee with the weight of their votes. */
export function Members({ members, signed }: MembersProps): JSX.Element {
  return (
    <ul class="stack-s x-members">
      {members.map(({ account, credits }, index) => (
        <li key={account} class="row spread">
          <AccountLink account={account} />
          <span class="muted">
            {t('credits', { count: credits })}
            {signed !== undefined && signed[index] !== true && ` · ${t('notSigned')}`}
          </span>
        </li>
      ))}
    </ul>
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
