import type { JSX } from 'preact';
import { groupsOfFour, shortened } from '../text/format.ts';
import { kitMessages } from '../text/kitMessages.ts';
import { IconButton } from './Button.tsx';
import { toast } from './Toasts.tsx';

/** A key in groups of four, first and last marked, so that people can compare it. */
export function Address({ text }: { readonly text: string }): JSX.Element {
  const groups = groupsOfFour(text);
  const edge = (index: number): boolean => index === 0 || index === groups.length - 1;
  return (
    <span class="k-address" translate={false}>
      {groups.map((group, index) => {
        const key = `${index}-${group}`;
        return edge(index) ? <b key={key}>{group}</b> : <span key={key}>{group}</span>;
      })}
    </span>
  );
}

export type CopyProps = {
  readonly text: string;
  /** What is copied, for the button's name. */
  readonly what: string;
  readonly href?: string | undefined;
  readonly edge?: number | undefined;
};

/** A shortened key or hash with a button that copies all of it. */
export function Copyable({ text, what, href, edge }: CopyProps): JSX.Element {
  const shown = (
    <span class="mono" title={text}>
      {shortened(text, edge)}
    </span>
  );
  return (
    <span class="k-copy">
      {href === undefined ? shown : <a href={href}>{shown}</a>}
      <CopyButton text={text} what={what} />
    </span>
  );
}

/** Copies a text and says so. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  return (
    <IconButton
      icon="copy"
      label={kitMessages.t('copy', { what })}
      onClick={() => void navigator.clipboard.writeText(text).then(() => toast(kitMessages.t('copied')))}
    />
  );
}
