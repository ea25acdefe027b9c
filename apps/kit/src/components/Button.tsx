import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

export type ButtonProps = {
  readonly children: ComponentChildren;
  readonly kind?: 'primary' | 'normal' | 'quiet' | 'danger' | undefined;
  readonly type?: 'button' | 'submit' | undefined;
  readonly icon?: IconName | undefined;
  readonly small?: boolean | undefined;
  readonly busy?: boolean | undefined;
  /** Stays focusable and says why to a screen reader through `describedBy`. */
  readonly disabled?: boolean | undefined;
  readonly describedBy?: string | undefined;
  readonly id?: string | undefined;
  readonly onClick?: (() => void) | undefined;
};

/** A button that never loses focus by being disabled. */
export function Button(props: ButtonProps): JSX.Element {
  const { children, kind = 'normal', type = 'button', icon, small, busy, disabled, describedBy, id, onClick } = props;
  const off = disabled === true || busy === true;
  return (
    <button
      class="k-button"
      id={id}
      type={type}
      data-kind={kind}
      data-small={small === true}
      aria-disabled={off}
      aria-busy={busy === true}
      aria-describedby={describedBy}
      onClick={(event) => {
        if (off) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon !== undefined && busy !== true && <Icon name={icon} />}
      {children}
    </button>
  );
}

export type LinkButtonProps = {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly kind?: ButtonProps['kind'];
  readonly icon?: IconName | undefined;
};

/** A link that looks like a button. */
export function LinkButton({ href, children, kind = 'normal', icon }: LinkButtonProps): JSX.Element {
  return (
    <a class="k-button" href={href} data-kind={kind}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </a>
  );
}

/** A button that shows only an outline; `label` is its name. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
}): JSX.Element {
  return (
    <button class="k-icon-button" type="button" aria-label={props.label} title={props.label} onClick={props.onClick}>
      <Icon name={props.icon} />
    </button>
  );
}
