import { Icon } from '@eventide/kit';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { router } from '../route.ts';
import { t } from '../text/messages.ts';

/** One field for everything; what is pasted stays in the page until it is looked for. */
export function SearchBox(): JSX.Element {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  return (
    <search>
      <form
        class="x-search"
        onSubmit={(event) => {
          event.preventDefault();
          const query = text.trim();
          if (query === '') return input.current?.focus();
          pending.text = query;
          router.go(`/search?q=${encodeURIComponent(query.slice(0, 200))}`);
          setText('');
        }}
      >
        <Icon name="search" />
        <input
          ref={input}
          id="search"
          type="search"
          value={text}
          placeholder={t('searchHint')}
          aria-label={t('search')}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </search>
  );
}

/** The last search in full: raw bytes are too long for an address. */
export const pending: { text: string } = { text: '' };
