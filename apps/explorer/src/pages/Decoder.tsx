import { fromHex } from '@eventide/base';
import { Button, Card, Copyable, Facts, Field, Note, Page } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Decoded } from '../reader/protocol.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';

/** Reads bytes of the protocol in this page. */
export function Decoder({ initial }: { readonly initial: string }): JSX.Element {
  const [text, setText] = useState(initial);
  const [error, setError] = useState('');
  const [found, setFound] = useState<Decoded | null>(null);
  const run = async (): Promise<void> => {
    const hex = text.replace(/\s|^0x/g, '');
    setFound(null);
    if (hex === '' || hex.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(hex)) return setError(t('decoderHex'));
    const result = await reader().decode(fromHex(hex.toLowerCase()));
    setFound(result);
    setError(result === null ? t('decodedNothing') : '');
  };
  useEffect(() => {
    if (initial !== '') void run();
  }, []);
  const names = { tx: 'decodedTx', header: 'decodedHeader', block: 'decodedBlock' } as const;
  return (
    <Page title={t('decoder')} app={t('app')} lead={t('decoderText')}>
      <Card>
        <Field label={t('decoderLabel')} value={text} onInput={setText} rows={6} mono error={error} />
        <div>
          <Button kind="primary" onClick={() => void run()}>
            {t('decode')}
          </Button>
        </div>
      </Card>
      {found !== null && (
        <Card title={t(names[found.what])}>
          <Facts
            rows={[
              [
                t('id'),
                <Copyable
                  key="id"
                  text={found.id}
                  what={t('id')}
                  edge={14}
                  href={`#/${found.what === 'tx' ? 'tx' : 'block'}/${found.id}`}
                />,
              ],
            ]}
          />
          <Note tone={found.same ? 'positive' : 'warn'}>{t(found.same ? 'same' : 'notSame')}</Note>
          <pre class="k-raw">{found.text}</pre>
        </Card>
      )}
    </Page>
  );
}
