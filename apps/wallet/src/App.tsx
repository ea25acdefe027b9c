import { Empty, kitMessages, Page, Skeleton } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { AfterFrame } from './parts/AfterFrame.tsx';
import { Failure } from './parts/Failure.tsx';
import { Layout, PlainLayout } from './parts/Layout.tsx';
import { router } from './route.ts';
import { Activity } from './screens/Activity.tsx';
import { CheckLater } from './screens/CheckLater.tsx';
import { Contracts } from './screens/Contracts.tsx';
import { Convert } from './screens/Convert.tsx';
import { Create } from './screens/Create.tsx';
import { Home } from './screens/Home.tsx';
import { Receive } from './screens/Receive.tsx';
import { Restore } from './screens/Restore.tsx';
import { Send } from './screens/Send.tsx';
import { Settings } from './screens/Settings.tsx';
import { Stake } from './screens/Stake.tsx';
import { Damaged, Forgot, Unlock } from './screens/Unlock.tsx';
import { Welcome } from './screens/Welcome.tsx';
import { crashed, view } from './state/wallet.ts';
import { t } from './text/messages.ts';

/** The whole wallet: what is shown depends on its state first, then on the route. */
export function App(): JSX.Element {
  const { phase } = view.value;
  const locale = kitMessages.locale.value;
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  if (crashed.value !== null) {
    return (
      <PlainLayout>
        <Page title={t('app')} app={t('app')}>
          <Failure
            failure={{ code: 'WORKER_LOST', message: crashed.value, details: {} }}
            again={() => location.reload()}
          />
        </Page>
      </PlainLayout>
    );
  }
  if (phase === 'open') {
    return (
      <Layout>
        <AfterFrame>
          <OpenScreen />
        </AfterFrame>
      </Layout>
    );
  }
  return <PlainLayout>{closedScreen(phase)}</PlainLayout>;
}

function closedScreen(phase: 'starting' | 'none' | 'locked' | 'damaged'): JSX.Element {
  const [place = ''] = router.route.value.path;
  if (phase === 'starting') {
    return (
      <Page title={t('starting')} app={t('app')}>
        <Skeleton lines={4} />
      </Page>
    );
  }
  if (phase === 'damaged') return <Damaged />;
  if (phase === 'locked') return place === 'forgot' ? <Forgot /> : <Unlock />;
  if (place === 'create') return <Create />;
  return place === 'restore' ? <Restore /> : <Welcome />;
}

function OpenScreen(): JSX.Element {
  const [place = ''] = router.route.value.path;
  switch (place) {
    case '':
    case 'create':
    case 'restore':
      return <Home />;
    case 'send':
      return <Send />;
    case 'receive':
      return <Receive />;
    case 'convert':
      return <Convert />;
    case 'stake':
      return <Stake />;
    case 'activity':
      return <Activity />;
    case 'contracts':
      return <Contracts />;
    case 'settings':
      return <Settings />;
    case 'words':
      return <CheckLater />;
    default:
      return (
        <Page title={t('home')} app={t('app')}>
          <Empty icon="search" text={t('noActivity')} />
        </Page>
      );
  }
}
