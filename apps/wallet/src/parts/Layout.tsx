import { Icon, IconButton, type IconName, kitMessages, type Shortcut, Shortcuts, Toasts } from '@eventide/kit';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { router } from '../route.ts';
import { focusSearch } from '../screens/Activity.tsx';
import { lockNow } from '../state/autoLock.ts';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { LockWarning } from './LockWarning.tsx';
import { Notices } from './Notices.tsx';
import { RequestDialog } from './RequestDialog.tsx';
import { SyncChip } from './SyncChip.tsx';

type Section = readonly [place: string, key: Parameters<typeof t>[0], icon: IconName];

/** Always in sight, on a phone too. */
const main: readonly Section[] = [
  ['', 'home', 'home'],
  ['send', 'send', 'send'],
  ['receive', 'receive', 'receive'],
  ['activity', 'activity', 'list'],
];
/** On a phone behind "More". */
const others: readonly Section[] = [
  ['convert', 'convert', 'convert'],
  ['stake', 'stake', 'stake'],
  ['contracts', 'contracts', 'code'],
  ['settings', 'settings', 'settings'],
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
      <Sections here={here} />
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

/** All sections beside the screen; on a phone a bar with the main ones, and the others on a second line when asked for. */
function Sections({ here }: { readonly here: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [here]);
  const link = ([place, key, icon]: Section): JSX.Element => (
    <a key={key} href={`#/${place}`} aria-current={here === place ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{t(key)}</span>
    </a>
  );
  return (
    <nav class="w-nav" aria-label={t('sections')} data-open={open}>
      {main.map(link)}
      <button
        type="button"
        class="w-more"
        aria-expanded={open}
        aria-controls="more-sections"
        data-here={others.some(([place]) => place === here)}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
        <span>{t('more')}</span>
      </button>
      <div id="more-sections" class="w-others">
        {others.map(link)}
      </div>
    </nav>
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
    { key: '/', label: t('keySearch'), run: startSearch },
    { key: 'l', label: t('lock'), run: lockNow },
  ];
}

function startSearch(): void {
  router.go('/activity?search=1');
  // It may be on the screen already, with this very address.
  focusSearch();
}
