import { Empty, Page, Skeleton } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { client } from './chain/connection.ts';
import { followChain } from './chain/live.ts';
import { Account, ShieldedAddress } from './pages/Account.tsx';
import { BlockPage } from './pages/BlockPage.tsx';
import { Contract } from './pages/Contract.tsx';
import { Decoder } from './pages/Decoder.tsx';
import { Blocks, Transactions } from './pages/Lists.tsx';
import { Network } from './pages/Network.tsx';
import { Overview } from './pages/Overview.tsx';
import { Provisioners } from './pages/Provisioners.tsx';
import { Search, searchedBytes } from './pages/Search.tsx';
import { Settings } from './pages/Settings.tsx';
import { Statistics } from './pages/Statistics.tsx';
import { TxPage } from './pages/TxPage.tsx';
import { ViewKey } from './pages/ViewKey.tsx';
import { Layout } from './parts/Layout.tsx';
import { router } from './route.ts';
import { t } from './text/messages.ts';

/** The whole explorer. */
export function App(): JSX.Element {
  const connected = client.value;
  useEffect(() => (connected === null ? undefined : followChain(connected)), [connected]);
  return <Layout>{connected === null ? <Skeleton lines={8} /> : <Screen />}</Layout>;
}

function Screen(): JSX.Element {
  const { path, query } = router.route.value;
  const [place = '', id = ''] = path;
  switch (place) {
    case '':
      return <Overview />;
    case 'blocks':
      return <Blocks />;
    case 'txs':
      return <Transactions />;
    case 'block':
      return <BlockPage key={id} id={id} />;
    case 'tx':
      return <TxPage key={id} id={id} />;
    case 'account':
      return <Account key={id} account={id} />;
    case 'address':
      return <ShieldedAddress key={id} address={id} />;
    case 'contract':
      return <Contract key={id} id={id} />;
    case 'provisioners':
      return <Provisioners />;
    case 'network':
      return <Network />;
    case 'stats':
      return <Statistics />;
    case 'decode':
      return <Decoder initial={searchedBytes()} />;
    case 'view-key':
      return <ViewKey />;
    case 'settings':
      return <Settings />;
    case 'search':
      return <Search key={query.q} query={query.q ?? ''} />;
    default:
      return (
        <Page title={t('notFound')} app={t('app')}>
          <Empty icon="search" text={t('notFoundText')} />
        </Page>
      );
  }
}
