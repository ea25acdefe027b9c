import { Field } from '@eventide/kit';
import type { JSX } from 'preact';
import { t } from '../text/messages.ts';

/** A new password as typed twice. */
export type NewPassword = { readonly first: string; readonly second: string };
export const noPassword: NewPassword = { first: '', second: '' };

const SHORTEST = 8;
const COMFORTABLE = 12;

/** What stops it; undefined if nothing does. */
export function passwordProblem({ first, second }: NewPassword): string | undefined {
  if (first.length < SHORTEST) return t('passwordShort');
  return first === second ? undefined : t('passwordDiffers');
}

/** Two fields for a new password; pasting is fine. */
export function PasswordFields(props: {
  readonly value: NewPassword;
  readonly onChange: (value: NewPassword) => void;
  readonly label?: string | undefined;
}): JSX.Element {
  const { value, onChange, label = t('password') } = props;
  const { first, second } = value;
  const weak = first.length >= SHORTEST && (first.length < COMFORTABLE || new Set(first).size < 6);
  return (
    <>
      <Field
        label={label}
        type="password"
        name="new-password"
        autocomplete="new-password"
        value={first}
        onInput={(next) => onChange({ ...value, first: next })}
        error={first !== '' && first.length < SHORTEST ? t('passwordShort') : undefined}
        hint={weak ? t('passwordWeak') : undefined}
      />
      <Field
        label={t('passwordAgain')}
        type="password"
        name="new-password-again"
        autocomplete="new-password"
        value={second}
        onInput={(next) => onChange({ ...value, second: next })}
        error={second !== '' && second !== first ? t('passwordDiffers') : undefined}
      />
    </>
  );
}
