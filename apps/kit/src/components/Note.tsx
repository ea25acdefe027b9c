import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

/** A remark in the flow of a page: text and outline say the same as the colour. */
export function Note(props: {
  readonly children: ComponentChildren;
  readonly tone?: 'plain' | 'info' | 'positive' | 'warn' | 'danger' | undefined;
  readonly icon?: IconName | undefined;
}): JSX.Element {
  const { tone = 'info' } = props;
  const usual: IconName = tone === 'warn' || tone === 'danger' ? 'warn' : tone === 'positive' ? 'check' : 'info';
  return (
    <div class="k-note" data-tone={tone}>
      <Icon name={props.icon ?? usual} />
      <div>{props.children}</div>
    </div>
  );
}

/** A surface that groups one thing. */
export function Card(props: {
  readonly children: ComponentChildren;
  readonly title?: ComponentChildren;
  readonly aside?: ComponentChildren;
}): JSX.Element {
  return (
    <section class="k-card">
      {props.title !== undefined && (
        <div class="row spread">
          <h2>{props.title}</h2>
          {props.aside}
        </div>
      )}
      {props.children}
    </section>
  );
}
