import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

export type Tone = 'plain' | 'accent' | 'public' | 'positive' | 'warn' | 'danger';

/** A short state in a word or two. */
export function Chip(props: {
  readonly children: ComponentChildren;
  readonly tone?: Tone | undefined;
  readonly icon?: IconName | undefined;
}): JSX.Element {
  return (
    <span class="k-chip" data-tone={props.tone ?? 'plain'}>
      {props.icon !== undefined && <Icon name={props.icon} />}
      {props.children}
    </span>
  );
}
