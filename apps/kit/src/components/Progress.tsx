import type { JSX } from 'preact';
import { kitMessages } from '../text/kitMessages.ts';
import { Button } from './Button.tsx';

export type ProgressProps = {
  /** What is being done right now. */
  readonly text: string;
  /** 0 to 1. */
  readonly fraction: number;
  readonly etaSec?: number | null | undefined;
  readonly onCancel?: (() => void) | undefined;
};

/** Work that takes a while: phase, share done, estimate and a way out. */
export function Progress({ text, fraction, etaSec, onCancel }: ProgressProps): JSX.Element {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div class="k-progress">
      <div class="row spread">
        <span>{text}</span>
        <span class="muted small">
          {percent} %{etaSec != null && ` · ${kitMessages.t('seconds', { count: Math.max(1, Math.ceil(etaSec)) })}`}
        </span>
      </div>
      <div
        class="k-bar"
        role="progressbar"
        aria-label={text}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ inlineSize: `${percent}%` }} />
      </div>
      {onCancel !== undefined && (
        <div>
          <Button small onClick={onCancel}>
            {kitMessages.t('cancel')}
          </Button>
        </div>
      )}
    </div>
  );
}
