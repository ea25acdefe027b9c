import { fromHex, toHex } from '@eventide/base';
import { Amount, Button, Card, Copyable, Empty, Facts, Field, Page, Select, Skeleton, useLoad } from '@eventide/kit';
import { queryGraphql } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { contractBalance, contractFacts, readByDriver, readRaw } from '../chain/account.ts';
import { client, node } from '../chain/connection.ts';
import { listOf, luxOf, objectOf, textOf } from '../chain/describeTx.ts';
import { CodeCard } from '../parts/CodeCard.tsx';
import { AccountLink, BlockLink, contractName } from '../parts/cells.tsx';
import { Failed, isMissing } from '../parts/Failed.tsx';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';

/** A contract: money, owner, reads and events. */
export function Contract({ id }: { readonly id: string }): JSX.Element {
  const balance = useLoad((signal) => contractBalance(node(), id, signal), [client.value, id]);
  const facts = useLoad((signal) => contractFacts(node(), id, signal), [client.value, id]);
  const functions = useLoad(() => reader().functions(id), [id]);
  return (
    <Page title={contractName(id)} app={t('app')} lead={t('contractText')}>
      <Card>
        <Facts
          rows={[
            [t('id'), <Copyable key="id" text={id} what={t('contract')} edge={14} />],
            [t('balance'), balance.data === undefined ? '–' : <Amount key="balance" lux={balance.data} />],
            facts.data !== undefined &&
              facts.data.owner !== '' && [t('deployer'), <AccountLink key="owner" account={facts.data.owner} copy />],
            facts.data !== undefined && [t('driver'), facts.data.driver ? t('driverYes') : t('driverNo')],
          ]}
        />
        {balance.failure !== undefined && <Failed failure={balance.failure} again={balance.again} />}
      </Card>
      {facts.data !== undefined && facts.data.owner !== '' && (
        <CodeCard key={`${id} ${facts.data.owner}`} id={id} owner={facts.data.owner} />
      )}
      {functions.data === undefined ? (
        <Skeleton />
      ) : (
        <ReadForm id={id} functions={functions.data} driver={facts.data?.driver === true} />
      )}
      <ContractEvents id={id} />
    </Page>
  );
}

type ReadFormProps = { readonly id: string; readonly functions: readonly string[] | null; readonly driver: boolean };

/** Reads a function: JSON where the interface is known, else bytes. */
function ReadForm({ id, functions, driver }: ReadFormProps): JSX.Element {
  const [fn, setFn] = useState(functions?.[0] ?? '');
  const [argument, setArgument] = useState('');
  const [result, setResult] = useState<{ text: string; ok: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const json = functions !== null || driver;
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      setResult({ text: await readFunction(id, fn, argument, functions !== null, driver), ok: true });
    } catch (error) {
      setResult({ text: error instanceof Error ? error.message : String(error), ok: false });
    }
    setBusy(false);
  };
  return (
    <Card title={t('read')}>
      <p class="muted small">{t('readText')}</p>
      {functions === null ? (
        <Field label={t('functionName')} value={fn} onInput={setFn} mono />
      ) : (
        <Select
          label={t('function')}
          value={fn}
          onChange={setFn}
          options={functions.map((value) => ({ value, label: value }))}
        />
      )}
      <Field
        label={json ? t('readArgument') : t('readHex')}
        value={argument}
        onInput={setArgument}
        rows={3}
        mono
        error={result?.ok === false ? result.text : undefined}
      />
      <div>
        <Button kind="primary" onClick={() => void run()} busy={busy}>
          {t('read')}
        </Button>
      </div>
      {result?.ok === true && (
        <div class="stack-s" role="status">
          <h3>{t('readResult')}</h3>
          <pre class="k-raw">{result.text || '–'}</pre>
        </div>
      )}
    </Card>
  );
}

async function readFunction(id: string, fn: string, text: string, known: boolean, driver: boolean): Promise<string> {
  const json = text.trim() === '' ? 'null' : text.trim();
  if (!known && driver) return readByDriver(node(), id, fn, json);
  const argument = known ? await reader().encodeArgument(id, fn, json) : fromHex(text.trim().replace(/^0x/, ''));
  const output = await readRaw(node(), id, fn, argument);
  return known ? (await reader().showOutput(id, fn, output)).text : toHex(output);
}

/** Events in final blocks, from a node with an archive. Spec: 08 §5.1 */
function ContractEvents({ id }: { readonly id: string }): JSX.Element {
  const events = useLoad(
    async (signal) => {
      const text = `query { finalizedEvents(contractId: "${id}", limit: 50) { json } }`;
      const data = await queryGraphql(node(), text, { signal });
      const list = listOf(objectOf(objectOf(data.finalizedEvents).json).events).map(objectOf);
      return Promise.all(
        list.map(async (event) => ({
          id: String(event.id),
          height: luxOf(event.block_height),
          topic: textOf(event.topic) ?? '',
          text: (await reader().showEvent(id, textOf(event.topic) ?? '', fromHex(textOf(event.data) ?? ''))).text,
        })),
      );
    },
    [client.value, id],
  );
  return (
    <Card title={t('events')}>
      {isMissing(events.failure) && <p class="muted">{t('eventsMissing')}</p>}
      {events.failure !== undefined && !isMissing(events.failure) && (
        <Failed failure={events.failure} again={events.again} />
      )}
      {events.data === undefined && events.failure === undefined && <Skeleton />}
      {events.data?.length === 0 && <Empty icon="list" text={t('noEvents')} />}
      <ul class="stack-s">
        {events.data?.map((event) => (
          <li key={event.id}>
            <details class="k-more">
              <summary>
                <code>{event.topic}</code> · {t('block', { height: String(event.height) })}
              </summary>
              <BlockLink height={event.height} />
              <pre class="k-raw">{event.text}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  );
}
