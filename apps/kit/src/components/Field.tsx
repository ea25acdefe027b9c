import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './Icon.tsx';

export type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** Shown below and tied to the field; empty or undefined means fine. */
  readonly error?: string | undefined;
  readonly hint?: ComponentChildren;
  readonly type?: 'text' | 'password' | 'number' | 'date' | 'search' | 'url' | undefined;
  readonly rows?: number | undefined;
  readonly placeholder?: string | undefined;
  readonly autocomplete?: 'off' | 'current-password' | 'new-password' | undefined;
  readonly inputMode?: 'text' | 'decimal' | 'numeric' | undefined;
  readonly mono?: boolean | undefined;
  readonly name?: string | undefined;
  readonly list?: readonly string[] | undefined;
  readonly required?: boolean | undefined;
  /** Buttons beside the input. */
  readonly after?: ComponentChildren;
};

/** A labelled input whose hint and error a screen reader reads with it. */
export function Field(props: FieldProps): JSX.Element {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const wrong = props.error !== undefined && props.error !== '';
  const described = [props.hint === undefined ? '' : hintId, wrong ? errorId : ''].filter(Boolean).join(' ');
  const shared = {
    id,
    name: props.name,
    class: `k-input${props.mono === true ? ' mono' : ''}`,
    value: props.value,
    placeholder: props.placeholder,
    autocomplete: props.autocomplete ?? 'off',
    spellcheck: false,
    autocapitalize: 'off',
    required: props.required === true,
    'aria-invalid': wrong,
    'aria-describedby': described === '' ? undefined : described,
  } as const;
  const take = (event: Event): void => props.onInput((event.currentTarget as HTMLInputElement).value);
  return (
    <div class="k-field">
      <label for={id}>{props.label}</label>
      <div class="k-field-row">
        {props.rows === undefined ? (
          <input
            {...shared}
            type={(props.type ?? 'text') as 'text'}
            inputMode={props.inputMode}
            list={props.list === undefined ? undefined : `${id}-list`}
            onInput={take}
          />
        ) : (
          <textarea {...shared} rows={props.rows} onInput={take} />
        )}
        {props.after}
      </div>
      {props.list !== undefined && (
        <datalist id={`${id}-list`}>
          {props.list.map((entry) => (
            <option key={entry} value={entry} />
          ))}
        </datalist>
      )}
      {props.hint !== undefined && (
        <div class="k-field-hint" id={hintId}>
          {props.hint}
        </div>
      )}
      <div class="k-field-error" id={errorId} role={wrong ? 'alert' : undefined} hidden={!wrong}>
        {wrong && <Icon name="warn" />}
        {props.error}
      </div>
    </div>
  );
}

/** A choice from a list. */
export function Select(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
}): JSX.Element {
  const id = useId();
  return (
    <div class="k-field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        class="k-input"
        value={props.value}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
      {props.hint !== undefined && (
        <div class="k-field-hint" id={`${id}-hint`}>
          {props.hint}
        </div>
      )}
    </div>
  );
}

/** A box to tick with a sentence. */
export function Check(props: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <label class="k-check">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.children}</span>
    </label>
  );
}

/** A few choices side by side, operated with the arrow keys. */
export function Segments<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}): JSX.Element {
  const name = useId();
  return (
    <fieldset class="k-segments">
      <legend class="sr-only">{props.label}</legend>
      {props.options.map((option) => (
        <label key={option.value}>
          <input
            class="sr-only"
            type="radio"
            name={name}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
