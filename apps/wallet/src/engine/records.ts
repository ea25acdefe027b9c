import { WalletError } from '@eventide/sdk';
import { findActivity } from './activity.ts';
import { conversionLinks } from './conversionLinks.ts';
import { historyCsv } from './historyCsv.ts';
import { type NameProblem, nameProblem } from './homographs.ts';
import type { Keeper } from './keeper.ts';
import { lookAlike } from './lookAlike.ts';
import type { Contact, Engine } from './protocol.ts';

const MOST_LABEL = 200;
const MOST_NAME = 80;

/** What happened, and what the user wrote beside it: activity, profiles, labels, contacts. */
export function recordsOf({
  session,
  store,
}: Pick<Keeper, 'session' | 'store'>): Pick<
  Engine,
  | 'sync'
  | 'activity'
  | 'activityCsv'
  | 'addProfile'
  | 'useProfile'
  | 'setLabel'
  | 'checkContact'
  | 'setContact'
  | 'removeContact'
  | 'lookAlikeOf'
  | 'conversionLinks'
> {
  /** Names of the others: a contact may be given another name. */
  const problemOf = ({ name, key }: Contact): NameProblem | null => {
    const others = session().data.contacts.filter((contact) => contact.key !== key);
    return nameProblem(
      name,
      others.map((contact) => contact.name),
    );
  };
  return {
    sync: (full) => session().sync(full),
    activity(query, count) {
      const { history, data } = session();
      const found = findActivity(history, query, data.labels);
      return { entries: found.slice(0, count), total: found.length };
    },
    activityCsv(query) {
      const { history, data } = session();
      return historyCsv(findActivity(history, query, data.labels), data.labels);
    },
    async addProfile() {
      const { index } = await session().wallet.addProfile();
      session().use(index);
    },
    useProfile: (index) => session().use(index),
    setLabel: (txId, label) => {
      const { [txId]: _, ...others } = session().data.labels;
      return session().remember({ labels: label === '' ? others : { ...others, [txId]: label.slice(0, MOST_LABEL) } });
    },
    checkContact: (contact) => ({
      problem: problemOf(contact),
      lookAlike: lookAlike(contact.key, session().knownKeys()),
    }),
    setContact: async (contact) => {
      const problem = problemOf(contact);
      if (problem !== null) throw new WalletError('WALLET_BAD_REQUEST', { rule: `a plain name (${problem.kind})` });
      const others = session().data.contacts.filter(({ key }) => key !== contact.key);
      return session().remember({ contacts: [...others, { ...contact, name: contact.name.slice(0, MOST_NAME) }] });
    },
    conversionLinks: (kind, value) =>
      conversionLinks(session().history, { kind, value }, { ms: Date.now(), height: store.view().node.height }),
    lookAlikeOf: (key) => lookAlike(key, session().knownKeys()),
    removeContact: (key) =>
      session().remember({ contacts: session().data.contacts.filter((contact) => contact.key !== key) }),
  };
}
