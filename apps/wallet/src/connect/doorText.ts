import { createMessages, preferredLocale } from '@eventide/kit';

const en = {
  title: 'Connecting a site',
  alone: 'This page is opened by sites that want to use your wallet. There is nothing to do here.',
  looking: 'Looking for your wallet…',
  here: 'Your wallet is open. Answer the question there, in its tab, and leave this window open.',
  locked: 'Your wallet is locked. Unlock it in its tab.',
  absent: 'Your wallet is not open. Open it in another tab.',
  open: 'Open the wallet',
};

const de: typeof en = {
  title: 'Eine Seite wird verbunden',
  alone: 'Diese Seite öffnen Websites, die Ihre Wallet benutzen möchten. Hier ist nichts zu tun.',
  looking: 'Ihre Wallet wird gesucht…',
  here: 'Ihre Wallet ist offen. Beantworten Sie die Frage dort, in ihrem Tab, und lassen Sie dieses Fenster offen.',
  locked: 'Ihre Wallet ist gesperrt. Entsperren Sie sie in ihrem Tab.',
  absent: 'Ihre Wallet ist nicht offen. Öffnen Sie sie in einem anderen Tab.',
  open: 'Wallet öffnen',
};

/** The few sentences of the door, in the reader's language. */
export function doorText(): typeof en {
  const messages = createMessages({ en, de }, preferredLocale());
  return Object.fromEntries(Object.keys(en).map((key) => [key, messages.t(key as keyof typeof en)])) as typeof en;
}
