import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { announce, politeText, urgentText } from '../page/announce.ts';
import { kitMessages } from '../text/kitMessages.ts';
import { IconButton } from './Button.tsx';

type Toast = { readonly id: number; readonly text: string };

const toasts = signal<readonly Toast[]>([]);
const SHOWN_MS = 6_000;
const MOST = 3;
let nextId = 1;

/** Says something that needs no answer; it goes by itself and is read out. */
export function toast(text: string): void {
  const id = nextId++;
  toasts.value = [...toasts.value, { id, text }].slice(-MOST);
  announce(text);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

/** The places where toasts and announcements appear: once per page. */
export function Toasts(): JSX.Element {
  return (
    <>
      <div class="sr-only" role="status" aria-live="polite">
        {politeText.value}
      </div>
      <div class="sr-only" role="alert" aria-live="assertive">
        {urgentText.value}
      </div>
      <div class="k-toasts">
        {toasts.value.map(({ id, text }) => (
          <div key={id} class="k-toast">
            <span>{text}</span>
            <IconButton icon="cross" label={kitMessages.t('dismiss')} onClick={() => dismiss(id)} />
          </div>
        ))}
      </div>
    </>
  );
}
