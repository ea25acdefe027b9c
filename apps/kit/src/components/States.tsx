import type { ComponentChildren, JSX } from 'preact';
import { kitMessages } from '../text/kitMessages.ts';
import { CopyButton } from './Address.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { Note } from './Note.tsx';

/** Grey lines while something loads. */
export function Skeleton({ lines = 3 }: { readonly lines?: number | undefined }): JSX.Element {
  return (
    <div class="k-skeleton" role="status" aria-label={kitMessages.t('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={String(line)} />
      ))}
    </div>
  );
}

/** Nothing here yet, and what to do about it. */
export function Empty(props: {
  readonly icon: IconName;
  readonly text: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="k-empty">
      <Icon name={props.icon} />
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}

/** What went wrong, what to do, and the code for those who help. */
export function ErrorCard(props: {
  readonly title: string;
  readonly next?: string | undefined;
  readonly code: string;
  readonly details?: string | undefined;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div role="alert">
      <Note tone="danger">
        <p>
          <strong>{props.title}</strong>
        </p>
        {props.next !== undefined && <p>{props.next}</p>}
        <p class="row muted">
          <span>
            {kitMessages.t('code')} <code>{props.code}</code>
          </span>
          <CopyButton text={`${props.code} ${props.details ?? props.title}`} what={kitMessages.t('details')} />
        </p>
        {props.children}
      </Note>
    </div>
  );
}
