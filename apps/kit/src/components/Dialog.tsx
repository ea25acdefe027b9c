import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { kitMessages } from '../text/kitMessages.ts';
import { IconButton } from './Button.tsx';

/** A modal dialog: focus stays inside, Escape closes it, and focus returns to where it was. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="k-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <div class="k-dialog-head">
        <h2 id={id}>{props.title}</h2>
        <IconButton icon="cross" label={kitMessages.t('close')} onClick={props.onClose} />
      </div>
      <div class="stack">{props.children}</div>
    </dialog>
  );
}
