import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

/** Largest file that is read: far above any wallet or ABI file. */
const MOST_BYTES = 2_097_152;

/** A file the user picks; it is read here and sent nowhere. */
export function FileField(props: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly accept: string;
  /** Larger files are not read; default 2 MiB. */
  readonly mostBytes?: number | undefined;
  readonly onFile: (bytes: Uint8Array) => void;
}): JSX.Element {
  const id = useId();
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined || file.size > (props.mostBytes ?? MOST_BYTES)) return;
    props.onFile(new Uint8Array(await file.arrayBuffer()));
  };
  return (
    <div class="k-field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        class="k-input"
        type="file"
        accept={props.accept}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
      {props.hint !== undefined && (
        <div class="k-field-hint" id={`${id}-hint`}>
          {props.hint}
        </div>
      )}
    </div>
  );
}
