import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { kitMessages } from '../text/kitMessages.ts';
import { Dialog } from './Dialog.tsx';

export type Shortcut = { readonly key: string; readonly label: string; readonly run: () => void };

/** Whether single keys do anything; people who dictate turn them off. */
export const shortcutsOn = signal(true);
const listOpen = signal(false);

/** Single-key commands of a page and their list behind `?`. Spec: 13 §5.4 */
export function Shortcuts({ shortcuts }: { readonly shortcuts: readonly Shortcut[] }): JSX.Element | null {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!shortcutsOn.value || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const found = shortcuts.find(({ key }) => key === event.key);
      if (found === undefined && event.key !== '?') return;
      event.preventDefault();
      if (found === undefined) listOpen.value = true;
      else found.run();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [shortcuts]);
  if (!listOpen.value) return null;
  const close = (): void => {
    listOpen.value = false;
  };
  return (
    <Dialog title={kitMessages.t('keys')} onClose={close}>
      <dl class="k-facts">
        {[...shortcuts, { key: '?', label: kitMessages.t('keys') }].map(({ key, label }) => [
          <dt key={`${key}-key`}>
            <kbd class="k-kbd">{key}</kbd>
          </dt>,
          <dd key={`${key}-label`}>{label}</dd>,
        ])}
      </dl>
    </Dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
