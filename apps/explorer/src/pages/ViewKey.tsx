import { fromHex } from '@eventide/base';
import {
  Amount,
  Button,
  Card,
  countText,
  createRpcClient,
  Empty,
  Field,
  failureOf,
  kitMessages,
  Note,
  Page,
  type RpcClient,
  type RpcFailure,
  Skeleton,
  Table,
} from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { node } from '../chain/connection.ts';
import { BlockLink, Count } from '../parts/cells.tsx';
import { Failed } from '../parts/Failed.tsx';
import type { ReceivedNote, ViewKeyCalls } from '../reader/viewKeyProtocol.ts';
import { t } from '../text/messages.ts';

type Session = { readonly worker: Worker; readonly client: RpcClient<ViewKeyCalls> };

/** What a view key received. The key lives in a worker that ends with this page. Spec: 13 §6 */
export function ViewKey(): JSX.Element {
  const session = useRef<Session | null>(null);
  const [text, setText] = useState('');
  const [from, setFrom] = useState('0');
  const [error, setError] = useState('');
  const [failure, setFailure] = useState<RpcFailure>();
  const [notes, setNotes] = useState<readonly ReceivedNote[] | null>(null);
  const [done, setDone] = useState(0);
  const [busy, setBusy] = useState(false);

  const forget = (): void => {
    session.current?.worker.terminate();
    session.current = null;
    setNotes(null);
    setBusy(false);
    setFailure(undefined);
  };
  useEffect(() => forget, []);

  const start = async (): Promise<void> => {
    const hex = text.trim().toLowerCase();
    if (!/^[0-9a-f]{128}$/.test(hex)) return setError(t('viewBad'));
    forget();
    const worker = new Worker(new URL('../reader/viewKeyWorker.ts', import.meta.url), {
      type: 'module',
      name: 'view-key',
    });
    const client = createRpcClient<ViewKeyCalls>(worker as never);
    worker.onerror = (event) => client.fail(event.message);
    session.current = { worker, client };
    client.on('found', (found: readonly ReceivedNote[]) => setNotes((before) => [...(before ?? []), ...found]));
    client.on('done', (count: number) => setDone(count));
    const key = fromHex(hex);
    setText('');
    setError('');
    setNotes([]);
    setDone(0);
    setBusy(true);
    try {
      await client.call.list(key, node().transport.url, BigInt(/^\d{1,18}$/.test(from) ? from : '0'));
    } catch (reason) {
      if (session.current?.client === client) setFailure(failureOf(reason));
    }
    setBusy(false);
  };

  return (
    <Page title={t('viewKey')} app={t('app')} lead={t('viewText')}>
      <Note icon="shield">{t('viewWhere')}</Note>
      <Card>
        <Field label={t('viewLabel')} value={text} onInput={setText} mono error={error} type="password" />
        <Field label={t('viewFrom')} value={from} onInput={setFrom} inputMode="numeric" />
        <div class="k-actions">
          <Button kind="primary" onClick={() => void start()} busy={busy}>
            {t('viewStart')}
          </Button>
          {notes !== null && <Button onClick={forget}>{t('viewStop')}</Button>}
        </div>
      </Card>
      {failure !== undefined && <Failed failure={failure} />}
      {notes !== null && (
        <Card title={t('viewFound', { count: notes.length })}>
          <p class="muted small" role="status">
            {t('viewScanning', { done: countText(done, kitMessages.locale.value) })}
          </p>
          {notes.length === 0 && (busy ? <Skeleton /> : <Empty icon="shield" text={t('viewNone')} />)}
          {notes.length > 0 && (
            <Table
              caption={t('viewFound', { count: notes.length })}
              rows={notes}
              keyOf={({ pos }) => String(pos)}
              columns={[
                { label: t('position'), cell: ({ pos }) => <Count value={pos} /> },
                { label: t('blockWord'), cell: ({ height }) => <BlockLink height={height} /> },
                { label: t('amount'), end: true, cell: ({ value }) => <Amount lux={value} /> },
              ]}
            />
          )}
        </Card>
      )}
    </Page>
  );
}
