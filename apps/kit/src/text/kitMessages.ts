import { readChoice, writeChoice } from '../page/choices.ts';
import { createMessages, type Message, type Messages } from './createMessages.ts';

const en = {
  close: 'Close',
  copy: 'Copy {what}',
  copied: 'Copied',
  cancel: 'Cancel',
  theme: 'Theme',
  system: 'System',
  light: 'Light',
  dark: 'Dark',
  skip: 'Skip to content',
  seconds: { one: 'about {count} second left', other: 'about {count} seconds left' },
  loading: 'Loading',
  keys: 'Keyboard shortcuts',
  dismiss: 'Dismiss',
  details: 'Copy details',
  code: 'Code',
  qr: 'QR code of {what}',
  newVersion: 'A new version is ready.',
  useNow: 'Use it now',
} satisfies Record<string, Message>;

const de: Record<keyof typeof en, Message> = {
  close: 'Schließen',
  copy: '{what} kopieren',
  copied: 'Kopiert',
  cancel: 'Abbrechen',
  theme: 'Farben',
  system: 'System',
  light: 'Hell',
  dark: 'Dunkel',
  skip: 'Zum Inhalt',
  seconds: { one: 'noch etwa {count} Sekunde', other: 'noch etwa {count} Sekunden' },
  loading: 'Lädt',
  keys: 'Tastenkürzel',
  dismiss: 'Ausblenden',
  details: 'Details kopieren',
  code: 'Code',
  qr: 'QR-Code: {what}',
  newVersion: 'Eine neue Version ist bereit.',
  useNow: 'Jetzt verwenden',
};

/** Language the user chose here, else the browser's. */
export function preferredLocale(): string {
  return readChoice('language') ?? globalThis.navigator?.language ?? 'en';
}

/** The kit's own few words. */
export const kitMessages: Messages<keyof typeof en> = createMessages({ en, de }, preferredLocale());

/** Switches the kit and the given catalogues to a language and remembers it. */
export function chooseLocale(locale: string, ...others: readonly { setLocale(locale: string): void }[]): void {
  for (const messages of [kitMessages, ...others]) messages.setLocale(locale);
  document.documentElement.lang = locale;
  writeChoice('language', locale);
}
