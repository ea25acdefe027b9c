import { Button, useLoad } from '@eventide/kit';
import type { JSX } from 'preact';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { askPasskey, passkeysPossible } from './askPasskey.ts';

/** Unlocks with the passkey of this browser, where one was added. */
export function PasskeyButton(props: {
  readonly busy: boolean;
  readonly onSecret: (secret: Uint8Array) => void;
}): JSX.Element | null {
  const { passkey } = view.value;
  const possible = useLoad(passkeysPossible, []).data === true;
  if (passkey === null || !possible) return null;
  return (
    <Button
      id="passkey"
      icon="lock"
      busy={props.busy}
      onClick={() =>
        void askPasskey(passkey).then((secret) => {
          if (secret !== null) props.onSecret(secret);
        })
      }
    >
      {t('unlockPasskey')}
    </Button>
  );
}
