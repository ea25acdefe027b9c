import { Icon, IconButton, type IconName, kitMessages, type Shortcut, Shortcuts, Toasts } from '@eventide/kit';
import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { router } from '../route.ts';
import { lockNow } from '../state/autoLock.ts';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { LockWarning } from './LockWarning.tsx';
import { Notices } from './Notices.tsx';
import { RequestDialog } from './RequestDialog.tsx';
import { SyncChip } from './SyncChip.tsx';

const sections: readonly (readonly [place: string, key: Parameters<typeof t>[0], icon: IconName, first: boolean])[] = [
  ['', 'home', 'home', true],
  ['send', 'send', 'send', true],
  ['receive', 'receive', 'receive', true],
  ['convert', 'convert', 'convert', false],
  ['stake', 'stake', 'stake', false],
  ['activity', 'activity', 'list', true],
  ['contracts', 'contracts', 'code', false],
  ['settings', 'settings', 'settings', true],
];

/** Head, sections and notices around every screen of an open wallet. */
export function Layout({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [here = ''] = router.route.value.path;
  const locale = kitMessages.locale.value;
  const shortcuts = useMemo(shortcutsOf, [locale]);
  return (
    <div class="w-frame">
      <SkipButton />
      <header class="w-head">
        <a class="w-brand" href="#/" aria-label={t('app')}>
          <img src="/icon.svg" alt="" width="32" height="32" />
          <span>{t('app')}</span>
        </a>
        <span class="w-head-side">
          <SyncChip />
          <IconButton icon="lock" label={t('lock')} onClick={lockNow} />
        </span>
      </header>
      <nav class="w-nav" aria-label={t('sections')}>
        {sections.map(([place, key, icon, first]) => (
          <a key={key} href={`#/${place}`} aria-current={here === place ? 'page' : undefined} data-first={first}>
            <Icon name={icon} />
            <span>{t(key)}</span>
          </a>
        ))}
      </nav>
      <main id="main" class="w-main">
        <Notices />
        {children}
      </main>
      <Shortcuts shortcuts={shortcuts} />
      {view.value.requests[0] !== undefined && <RequestDialog question={view.value.requests[0]} />}
      <LockWarning />
      <Toasts />
    </div>
  );
}

/** A plain frame for screens before the wallet is open. */
export function PlainLayout({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="w-plain">
      <SkipButton />
      <header class="w-plain-head">
        <a class="w-brand" href="#/" aria-label={t('app')}>
          <img src="/icon.svg" alt="" width="32" height="32" />
          <span>{t('app')}</span>
        </a>
        <SyncChip />
      </header>
      <main id="main" class="w-plain-main">
        {children}
      </main>
      <Toasts />
    </div>
  );
}

function SkipButton(): JSX.Element {
  return (
    <button class="k-skip" type="button" onClick={() => document.querySelector<HTMLElement>('main h1')?.focus()}>
      {kitMessages.t('skip')}
    </button>
  );
}

function shortcutsOf(): readonly Shortcut[] {
  const go = (key: string, label: string, target: string): Shortcut => ({ key, label, run: () => router.go(target) });
  return [
    go('s', t('send'), '/send'),
    go('r', t('receive'), '/receive'),
    go('c', t('convert'), '/convert'),
    go('/', t('keySearch'), '/activity?search=1'),
    { key: 'l', label: t('lock'), run: lockNow },
  ];
}
