import { toHex } from '@eventide/base';
import { Button, CopyButton, kitMessages, saveFile, sizeText } from '@eventide/kit';
import type { ComponentChildren, JSX } from 'preact';
import { prettyJson } from '../reader/prettyJson.ts';
import { t } from '../text/messages.ts';

/** Longer hex makes the page slow and helps nobody. */
const MOST_SHOWN_BYTES = 16_384;

/** Something in full, folded away until asked for. */
export function Raw({ title, value }: { readonly title: string; readonly value: unknown }): JSX.Element {
  const text = typeof value === 'string' ? value : prettyJson(value);
  return (
    <details class="k-more k-card">
      <summary>{title}</summary>
      <div class="stack-s">
        <div>
          <CopyButton text={text} what={t('raw')} />
        </div>
        <pre class="k-raw">{text}</pre>
      </div>
    </details>
  );
}

export type RawBytesProps = {
  readonly title: string;
  /** undefined: not there yet, or not to be had; then `children` say why. */
  readonly bytes: Uint8Array | undefined;
  /** Of the file. */
  readonly name: string;
  readonly onOpen?: (() => void) | undefined;
  /** Where they come from. */
  readonly children?: ComponentChildren;
};

/** Bytes as hex, to copy or to keep as a file. */
export function RawBytes({ title, bytes, name, onOpen, children }: RawBytesProps): JSX.Element {
  return (
    <details class="k-more k-card" onToggle={(event) => event.currentTarget.open && onOpen?.()}>
      <summary>{title}</summary>
      <div class="stack-s">
        {children}
        {bytes !== undefined && <Hex bytes={bytes} name={name} />}
      </div>
    </details>
  );
}

function Hex({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }): JSX.Element {
  const size = (length: number): string => sizeText(length, kitMessages.locale.value);
  return (
    <>
      <div class="row">
        <CopyButton text={toHex(bytes)} what={t('rawBytes')} />
        <Button small onClick={() => saveFile(name, 'application/octet-stream', bytes)}>
          {t('download')} ({size(bytes.length)})
        </Button>
      </div>
      {bytes.length > MOST_SHOWN_BYTES && (
        <p class="muted small">{t('bytesCut', { shown: size(MOST_SHOWN_BYTES), size: size(bytes.length) })}</p>
      )}
      <pre class="k-raw">{toHex(bytes.subarray(0, MOST_SHOWN_BYTES))}</pre>
    </>
  );
}
