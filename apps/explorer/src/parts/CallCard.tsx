import { fromHex, toHex } from '@eventide/base';
import { Card, Facts, Skeleton, useLoad } from '@eventide/kit';
import { getEvents, type TxCall } from '@eventide/sdk';
import type { JSX } from 'preact';
import { client, node } from '../chain/connection.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';
import { ContractLink, contractName } from './cells.tsx';
import { Failed, isMissing } from './Failed.tsx';

/** The call inside a transaction with its argument as JSON where the contract is known. */
export function CallCard({ call }: { readonly call: TxCall }): JSX.Element {
  const hex = toHex(call.fnArgs);
  const argument = useLoad(
    () => reader().showArgument(call.contract, call.fnName, fromHex(hex)),
    [call.contract, call.fnName, hex],
  );
  return (
    <Card title={t('call')}>
      <Facts
        rows={[
          [t('contract'), <ContractLink key="contract" id={call.contract} />],
          [t('function'), <code key="fn">{call.fnName}</code>],
        ]}
      />
      <div class="stack-s">
        <h3>{argument.data?.decoded === false ? t('readHex') : t('argument')}</h3>
        {argument.data === undefined ? <Skeleton lines={2} /> : <pre class="k-raw">{argument.data.text || '–'}</pre>}
      </div>
    </Card>
  );
}

export type EventsProps = {
  readonly block: string;
  /** A transaction, or the block itself: rewards and penalties. */
  readonly origin: string;
  readonly title?: string | undefined;
};

/** Events that something left in a block, in order. */
export function Events({ block, origin, title = t('events') }: EventsProps): JSX.Element {
  const events = useLoad(
    async (signal) => {
      const all = await getEvents(node(), block, { signal });
      const own = all.filter((event) => event.origin === origin);
      return Promise.all(
        own.map(async (event) => ({
          ...event,
          shown: await reader().showEvent(event.contract, event.topic, event.data),
        })),
      );
    },
    [client.value, block, origin],
  );
  return (
    <Card title={title}>
      {isMissing(events.failure) && <p class="muted">{t('eventsMissing')}</p>}
      {events.failure !== undefined && !isMissing(events.failure) && (
        <Failed failure={events.failure} again={events.again} />
      )}
      {events.data === undefined && events.failure === undefined && <Skeleton lines={2} />}
      {events.data?.length === 0 && <p class="muted">{t('noEvents')}</p>}
      <ol class="stack-s">
        {events.data?.map((event, index) => (
          <li key={String(index)}>
            <details class="k-more">
              <summary>
                <code>{event.topic}</code> · {contractName(event.contract)}
              </summary>
              <ContractLink id={event.contract} />
              <pre class="k-raw">{event.shown.text || '–'}</pre>
            </details>
          </li>
        ))}
      </ol>
    </Card>
  );
}
