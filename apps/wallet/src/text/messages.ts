import { createMessages, type Messages, preferredLocale } from '@eventide/kit';
import { de } from './de.ts';
import { en, type MessageKey } from './en.ts';

/** The wallet's sentences. */
export const messages: Messages<MessageKey> = createMessages({ en, de }, preferredLocale());

/** Short form of `messages.t`. */
export const t: Messages<MessageKey>['t'] = messages.t;
