import { Address, Check, Note } from '@eventide/kit';
import type { JSX } from 'preact';
import type { Caution, KnownKey } from '../engine/lookAlike.ts';
import { t } from '../text/messages.ts';

/** Somebody who was never paid: what it could be mistaken for, and a box to tick once it was compared. Spec: 13 §5.5 */
export function CautionNote(props: {
  readonly caution: Caution;
  readonly compared: boolean;
  readonly onCompared: (compared: boolean) => void;
}): JSX.Element {
  return (
    <>
      <LookAlikeNote found={props.caution.lookAlike} />
      <Note tone="warn">
        <p>{t('newRecipient')}</p>
        <Check checked={props.compared} onChange={props.onCompared}>
          {t('confirmRecipient')}
        </Check>
      </Note>
    </>
  );
}

/** A key that begins and ends like a known one: whose, and that one in full. */
export function LookAlikeNote({ found }: { readonly found: KnownKey | null }): JSX.Element | null {
  if (found === null) return null;
  const { as, name, key } = found;
  return (
    <Note tone="danger">
      <div class="stack-s" data-testid="look-alike">
        <p>
          {as === 'book'
            ? t('lookAlikeBook', { name: name ?? '' })
            : t(as === 'own' ? 'lookAlikeOwn' : 'lookAlikePaid')}
        </p>
        <Address text={key} />
      </div>
    </Note>
  );
}
