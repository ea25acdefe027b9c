import type { Command, Option } from '../command.ts';

const node = () => import('../commands/node.ts');
const backup = () => import('../commands/nodeBackup.ts');
const migrate = () => import('../commands/migrate.ts');

/** Flags of the reference's node and ours. Spec: 08 §8.1, 13 §8 */
const settings: readonly Option[] = [
  { flags: '--genesis <file>', about: 'genesis file of a network of ours' },
  { flags: '--contracts <folder>', about: 'original genesis contracts' },
  { flags: '--network-id <id>', about: 'chain id: 1 mainnet, 2 testnet, 3 devnet' },
  { flags: '--crs <file>', about: 'setup parameters of the ceremony, to serve them and to prove with them' },
  { flags: '--role <role>', about: 'provisioner, observer or auto' },
  { flags: '--db-path <folder>', about: 'ledger and state' },
  { flags: '--consensus-keys-path <file>', about: "the provisioner's key file" },
  { flags: '--http-listen-addr <addr>', about: 'host:port of the API' },
  { flags: '--telemetry-listen-addr <addr>', about: 'host:port of metrics and health' },
  { flags: '--kadcast-public-address <addr>', about: 'where others see this node' },
  { flags: '--kadcast-listen-address <addr>', about: 'where it listens' },
  { flags: '--kadcast-bootstrap <addrs>', about: 'where to begin, with commas' },
  { flags: '--delay-on-resp-msg <ms>', about: 'for tests of networks' },
  { flags: '--log-level <level>', about: 'error, warn, info, debug or trace' },
  { flags: '--log-type <type>', about: 'coloured, plain or json' },
  { flags: '--log-filter <parts>', about: 'parts whose lines are shown' },
];

const place: readonly Option[] = [
  { flags: '-c, --config-file <file>', about: "TOML that names the node's folder" },
  { flags: '--db-path <folder>', about: 'ledger and state' },
];

const dryRun: Option = { flags: '--dry-run', about: 'only tell what it would do and take' };

/** Running and looking after a node. Spec: 13 §2.2, §8 */
export const nodeCommands: readonly Command[] = [
  {
    path: ['node', 'init'],
    summary: 'a folder with a configuration file, every key with its default',
    options: [
      { flags: '--dir <folder>', about: 'default node' },
      {
        flags: '--from-rusk <folder>',
        about: 'settings and keys of a node of the reference; the chain is fetched again',
      },
      ...settings,
    ],
    example: 'eventide node init --dir mynode --network-id 2',
    load: async () => (await node()).nodeInit,
  },
  {
    path: ['node', 'run'],
    summary: 'runs a node until Ctrl-C; a configuration of the reference works as it is',
    options: [
      { flags: '-c, --config-file <file>', about: 'TOML' },
      { flags: '--check', about: 'print the effective configuration and end' },
      ...settings,
    ],
    example: 'eventide node run --check',
    load: async () => (await node()).nodeRun,
  },
  {
    path: ['node', 'status'],
    summary: 'height, finality, version and neighbours',
    options: [],
    example: 'eventide node status',
    load: async () => (await node()).nodeStatus,
  },
  {
    path: ['node', 'peers'],
    summary: 'alive neighbours',
    options: [],
    example: 'eventide node peers',
    load: async () => (await node()).nodePeers,
  },
  {
    path: ['node', 'health'],
    summary: "every check of a node's telemetry; exit 3 if it is not ready",
    options: [{ flags: '--url <url>', about: 'of the telemetry (default http://127.0.0.1:9180)' }],
    example: 'eventide node health',
    load: async () => (await node()).nodeHealth,
  },
  {
    path: ['node', 'backup'],
    args: '<dir>',
    summary: 'copies ledger and state into a new folder while the node runs, and checks the copy; keys are not in it',
    options: place,
    example: 'eventide node backup backup-monday --db-path mynode/data',
    load: async () => (await backup()).nodeBackup,
  },
  {
    path: ['node', 'restore'],
    args: '<dir>',
    summary: 'puts a backup where no chain is yet, after every file and every page was checked',
    options: place,
    example: 'eventide node restore backup-monday --db-path mynode/data',
    load: async () => (await backup()).nodeRestore,
  },
  {
    path: ['node', 'verify-store'],
    summary: 'hashes every page of the state and follows the blocks; the node must not run',
    options: place,
    example: 'eventide node verify-store --db-path mynode/data',
    load: async () => (await backup()).nodeVerifyStore,
  },
  {
    path: ['node', 'revert'],
    summary: 'takes off what is not final; the node must not run',
    options: [{ flags: '--to-final', about: 'must be said' }, ...place],
    example: 'eventide node revert --to-final --db-path mynode/data',
    load: async () => (await backup()).nodeRevert,
  },
  {
    path: ['node', 'snapshot', 'export'],
    args: '<dir>',
    summary: 'writes the newest final state with its blocks into a new folder, for other nodes to begin with',
    options: place,
    example: 'eventide node snapshot export shared --db-path data',
    load: async () => (await backup()).nodeSnapshotExport,
  },
  {
    path: ['node', 'snapshot', 'import'],
    args: '<dir>',
    summary: 'begins a chain with a snapshot, or brings in a state folder of the reference; its root is computed again',
    options: [...place, { flags: '--root <hex>', about: 'of the state, for folders of the reference' }],
    example: 'eventide node snapshot import shared --db-path data',
    load: async () => (await backup()).nodeSnapshotImport,
  },
  {
    path: ['node', 'migrate'],
    summary: "brings a node's folder to the format that this version reads; the node must not run",
    options: [...place, dryRun],
    example: 'eventide node migrate --dry-run --db-path data',
    load: async () => (await migrate()).nodeMigrate,
  },
  {
    path: ['node', 'service'],
    summary: 'prints the recipe by which systemd or a container runs a node',
    options: [
      { flags: '--systemd', about: 'a unit of systemd' },
      { flags: '--container', about: 'a compose file with Prometheus and Grafana' },
      { flags: '-c, --config-file <file>', about: 'configuration of the node (default /etc/eventide/node.toml)' },
      { flags: '--dir <folder>', about: 'its data (default /var/lib/eventide)' },
      { flags: '--user <name>', about: 'who runs it (default eventide)' },
    ],
    example: 'eventide node service --systemd',
    load: async () => (await import('../commands/nodeService.ts')).nodeService,
  },
];
