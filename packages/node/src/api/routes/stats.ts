import type { ArchiveReader } from '../../archive/archiveReader.ts';
import { jsonAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

/** Counts of an archive. Spec: 08 §3 */
export function statsRoutes(archive: ArchiveReader): RuesRoute[] {
  return [
    {
      component: 'stats',
      topic: 'account_count',
      handle: async () => jsonAnswer({ public_accounts: await archive.accountCount() }),
    },
    {
      component: 'stats',
      topic: 'tx_count',
      handle: async () => {
        const { moonlight, phoenix } = await archive.txCount();
        return jsonAnswer({ public: moonlight, shielded: phoenix, total: moonlight + phoenix });
      },
    },
  ];
}
