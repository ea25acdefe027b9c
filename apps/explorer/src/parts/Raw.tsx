import { CopyButton } from '@eventide/kit';
import type { JSX } from 'preact';
import { prettyJson } from '../reader/prettyJson.ts';
import { t } from '../text/messages.ts';

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
