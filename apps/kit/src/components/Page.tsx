import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A screen: sets the tab's title and takes focus at its heading when it opens. */
export function Page(props: {
  readonly title: string;
  readonly app: string;
  readonly aside?: ComponentChildren;
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const { title, app } = props;
  useEffect(() => {
    document.title = `${title} · ${app}`;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title, app]);
  return (
    <div class="stack k-page">
      <header class="row spread">
        <div class="stack-s">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {props.lead !== undefined && <p class="muted">{props.lead}</p>}
        </div>
        {props.aside}
      </header>
      {props.children}
    </div>
  );
}
