import * as read from './readers.ts';

/** One setting: where it may come from, and what it is without. */
export type ConfigKey<T> = {
  readonly read: read.Read<T>;
  readonly fallback: T;
  /** Environment variables, the first that is set counts. */
  readonly env?: readonly string[] | undefined;
  /** Name of a flag, without dashes. */
  readonly flag?: string | undefined;
  /** One sentence for the file that `node init` writes. */
  readonly note: string;
  /** Accepted for the reference's files, without effect here. */
  readonly idle?: true | undefined;
};

function key<T>(
  reader: read.Read<T>,
  fallback: T,
  note: string,
  more: Pick<ConfigKey<T>, 'env' | 'flag' | 'idle'> = {},
): ConfigKey<T> {
  return Object.freeze({ read: reader, fallback, note, ...more });
}

function absent<T>(
  reader: read.Read<T>,
  note: string,
  more: Pick<ConfigKey<T | undefined>, 'env' | 'flag' | 'idle'> = {},
): ConfigKey<T | undefined> {
  return key(read.optional(reader), undefined, note, more);
}

const size = read.whole(0, Number.MAX_SAFE_INTEGER);
const count = read.whole(1, 1_000_000);
const idle = { idle: true } as const;

/** Every setting of a node by its place in the TOML file: those of the reference, then ours. Spec: 08 §7, 07 §10, 13 §8 */
export const configKeys = {
  log_level: key(read.oneOf('error', 'warn', 'info', 'debug', 'trace'), 'info', 'What is logged.', {
    flag: 'log-level',
  }),
  log_type: key(read.oneOf('coloured', 'plain', 'json'), 'coloured', 'How it is written.', { flag: 'log-type' }),
  log_filter: absent(read.text, 'Parts whose lines are shown, with commas.', { flag: 'log-filter' }),
  'archive.events_cf_max_write_buffer_size': key(size, 1_048_576, 'Of the reference’s database.', idle),
  'archive.events_cf_disable_block_cache': key(read.bool, false, 'Of the reference’s database.', idle),
  'archive.enable_debug': key(read.bool, false, 'Of the reference’s database.', idle),
  'archive.reader_max_connections': key(count, 16, 'Of the reference’s database.', idle),
  'http.listen': key(read.bool, true, 'Serves the API.'),
  'http.listen_address': key(read.address, '127.0.0.1:8080', 'Where the API listens.', { flag: 'http-listen-addr' }),
  'http.cert': absent(read.text, 'Certificate of the API, PEM.'),
  'http.key': absent(read.text, 'Its key, PEM.'),
  'http.feeder_call_gas': key(read.u64, 3_000_000_000n, 'Gas of calls that feed.'),
  'http.ws_sub_channel_cap': key(count, 16, 'Not used by the reference either.', idle),
  'http.ws_event_channel_cap': key(count, 1_024, 'Events a subscriber may lag behind.'),
  'http.headers': key(read.pairs, [], 'Added to every response.'),
  'telemetry.listen_address': absent(read.address, 'Where metrics and health are served; off without.', {
    flag: 'telemetry-listen-addr',
  }),
  'chain.db_path': key(read.text, '~/.dusk/rusk', 'Folder of ledger and state.', { flag: 'db-path' }),
  'chain.consensus_keys_path': key(read.text, '~/.dusk/rusk/consensus.keys', 'Key file of the provisioner.', {
    flag: 'consensus-keys-path',
  }),
  'chain.genesis_timestamp': absent(read.time, 'Must be that of the network.'),
  'chain.min_gas_limit': key(read.u64, 75_000n, 'Least gas limit the mempool takes.'),
  'chain.max_queue_size': key(count, 10_000, 'Of the reference; here messages wait by topic.', idle),
  'chain.db_options.blocks_cf_max_write_buffer_size': key(size, 1_048_576, 'Of the reference’s database.', idle),
  'chain.db_options.blocks_cf_disable_block_cache': key(read.bool, true, 'Of the reference’s database.', idle),
  'chain.db_options.mempool_cf_max_write_buffer_size': key(size, 10_485_760, 'Of the reference’s database.', idle),
  'chain.db_options.enable_debug': key(read.bool, false, 'Of the reference’s database.', idle),
  'chain.db_options.create_if_missing': key(read.bool, true, 'Of the reference’s database.', idle),
  'chain.generation_timeout': absent(read.duration, 'Moved to `vm`.'),
  'chain.gas_per_deploy_byte': absent(read.u64, 'Moved to `vm`.'),
  'chain.min_deployment_gas_price': absent(read.u64, 'Moved to `vm`.'),
  'chain.min_deploy_points': absent(read.u64, 'Moved to `vm`.'),
  'chain.block_gas_limit': absent(read.u64, 'Moved to `vm`.'),
  'blob.expire_after': key(read.u64, 86_400n, 'Blocks that blobs are kept.'),
  'vm.gas_per_blob': absent(read.u64, 'The network’s; another value is refused.'),
  'vm.gas_per_deploy_byte': absent(read.u64, 'The network’s; another value is refused.'),
  'vm.min_deploy_points': absent(read.u64, 'The network’s; another value is refused.'),
  'vm.min_deployment_gas_price': absent(read.u64, 'The network’s; another value is refused.'),
  'vm.block_gas_limit': absent(read.u64, 'The network’s; another value is refused.'),
  'vm.generation_timeout': absent(read.duration, 'Longest time of filling a block.'),
  'databroker.max_inv_entries': key(read.whole(1, 10_000), 100, 'Items one request is answered with.'),
  'databroker.max_ongoing_requests': key(count, 1_000, 'Requests answered at a time.'),
  'databroker.max_queue_size': key(count, 1_000, 'Requests that may wait.'),
  'databroker.delay_on_resp_msg': absent(size, 'Milliseconds between answers, for tests.', {
    flag: 'delay-on-resp-msg',
    ...idle,
  }),
  'mempool.max_queue_size': key(count, 1_000, 'Transactions that may wait to be judged.'),
  'mempool.max_mempool_txn_count': key(count, 10_000, 'Transactions that may wait for a block.'),
  'mempool.idle_interval': key(read.duration, 60_000, 'How often old ones are looked for.'),
  'mempool.mempool_expiry': key(read.duration, 259_200_000, 'How long they wait.'),
  'mempool.mempool_download_redundancy': key(read.whole(0, 100), 5, 'Neighbours asked for theirs at start.'),
  'kadcast.kadcast_id': absent(read.whole(0, 255), 'Network id, which is the chain id too.', { flag: 'network-id' }),
  'kadcast.public_address': key(read.address, '127.0.0.1:9000', 'Where others see this node.', {
    env: ['KADCAST_PUBLIC_ADDRESS'],
    flag: 'kadcast-public-address',
  }),
  'kadcast.listen_address': absent(read.address, 'Where it listens; the public address without.', {
    env: ['KADCAST_LISTEN_ADDRESS'],
    flag: 'kadcast-listen-address',
  }),
  'kadcast.bootstrapping_nodes': key(read.texts, [], 'Where to begin.', {
    env: ['KADCAST_BOOTSTRAP'],
    flag: 'kadcast-bootstrap',
  }),
  'kadcast.auto_propagate': key(read.bool, false, 'Passes on what nobody has checked.'),
  'kadcast.channel_size': key(count, 1_000, 'Of the reference.', idle),
  'kadcast.recursive_discovery': key(read.bool, true, 'Asks nodes for their neighbours.'),
  'kadcast.version': key(read.text, '1.0.0', 'Protocol version.'),
  'kadcast.version_match': key(read.text, '1.0.0', 'Versions accepted.'),
  'kadcast.bucket.node_ttl': key(read.duration, 120_000, 'How long a silent neighbour counts as alive.'),
  'kadcast.bucket.node_evict_after': key(read.duration, 15_000, 'How long a doubted one has to answer.'),
  'kadcast.bucket.bucket_ttl': key(read.duration, 600_000, 'How often idle buckets are refreshed.'),
  'kadcast.bucket.min_peers': key(
    read.whole(0, 10_000),
    20,
    'With fewer neighbours the bootstrapping nodes are asked.',
  ),
  'kadcast.network.udp_recv_buffer_size': key(size, 50_000_000, 'Receive buffer asked of the system.'),
  'kadcast.network.udp_send_backoff_timeout': absent(read.duration, 'Of the reference.', idle),
  'kadcast.network.udp_send_retry_interval': key(read.duration, 5, 'Between attempts to send.'),
  'kadcast.network.udp_send_retry_count': key(read.whole(1, 100), 3, 'Attempts to send.'),
  'kadcast.network.blocklist_refresh_interval': key(read.duration, 10_000, 'Of the reference.', idle),
  'kadcast.fec.encoder.mtu': key(read.whole(1_296, 8_192), 1_300, 'Bytes of symbols in a datagram.'),
  'kadcast.fec.encoder.fec_redundancy': key(read.decimal(0, 10), 0.15, 'Repair symbols per symbol.'),
  'kadcast.fec.encoder.min_repair_packets_per_block': key(read.whole(0, 1_000), 5, 'Repair packets at least.'),
  'kadcast.fec.decoder.cache_ttl': key(read.duration, 60_000, 'How long a message is collected.'),
  'kadcast.fec.decoder.cache_prune_every': key(read.duration, 30_000, 'How often old ones are dropped.'),
  'kadcast.fec.decoder.max_udp_len': key(read.whole(1_024, 10_485_760), 2_097_152, 'Longest message.'),
  'eventide.genesis': absent(read.text, 'Genesis file; of a network of ours it has an `[eventide]` table.', {
    flag: 'genesis',
  }),
  'eventide.contracts': absent(read.text, 'Folder with transfer_contract.wasm and stake_contract.wasm.', {
    flag: 'contracts',
  }),
  'eventide.role': key(
    read.oneOf('auto', 'provisioner', 'observer'),
    'auto',
    '`auto`: provisioner if there is a key file.',
    {
      flag: 'role',
    },
  ),
  'eventide.block_time': absent(read.whole(0, 30), 'Seconds between blocks of a local `rusk-1.6` network.'),
  'eventide.proofs': absent(read.oneOf('real', 'mock'), 'Proofs of a local `rusk-1.6` network.'),
  'eventide.prune': key(read.pruning, 'archive', '`archive`: all blocks; `final`, or a number: only the newest.'),
  'eventide.verifier_threads': key(read.whole(0, 64), 1, 'Threads that verify transactions.'),
  'eventide.executor_memory': absent(read.whole(64, 65_536), 'Heap of the executor in MiB.'),
  'eventide.rate_limit': absent(read.whole(1, 100_000), 'Connections one address may hold.'),
  'eventide.cors': key(read.texts, ['*'], 'Origins whose pages may read answers.'),
  'eventide.static': absent(read.text, 'Folder served beside the API.'),
  'eventide.wallet_core': absent(read.text, 'Folder of WASM files served at /static/drivers.'),
  'eventide.crs': absent(read.text, 'File of the setup parameters.', { flag: 'crs' }),
  'eventide.prover': key(read.bool, false, 'Makes proofs for others.'),
  'eventide.history': key(read.bool, false, 'Keeps the archive that history queries read.'),
  'eventide.history_database': absent(read.text, 'PostgreSQL URL of the archive; embedded without.', {
    env: ['EVENTIDE_HISTORY_DATABASE'],
  }),
  'eventide.start_peers': key(read.whole(0, 100), 1, 'Neighbours to wait for before the first round.'),
  'eventide.start_wait': key(read.duration, 5_000, 'How long.'),
  'eventide.bootstrap_retry': key(read.duration, 30_000, 'How often bootstrapping nodes are asked.'),
  'eventide.disk_pause': key(size, 200, 'MiB of free disk below which the node pauses.'),
  'eventide.disk_stop': key(size, 50, 'MiB of free disk below which it stops.'),
  'eventide.query_timeout': key(read.duration, 10_000, 'Longest run of a query.'),
} as const satisfies Readonly<Record<string, ConfigKey<unknown>>>;

export type ConfigName = keyof typeof configKeys;
type ValueOf<K> = K extends ConfigKey<infer T> ? T : never;

/** All settings of a node, frozen. */
export type NodeConfig = { readonly [N in ConfigName]: ValueOf<(typeof configKeys)[N]> };
