import { describe, expect, test } from 'vitest';
import { formatConfig } from './formatConfig.ts';
import { loadConfig } from './loadConfig.ts';

/** As the reference's installer writes it. */
const ruskFile = `log_level = "info"
log_type = "coloured"
[databroker]
max_inv_entries = 100
max_ongoing_requests = 1000
[chain]
db_path = "/opt/dusk/rusk"
consensus_keys_path = "/opt/dusk/conf/consensus.keys"
genesis_timestamp = '2025-01-07T12:00:00Z'
min_gas_limit = 150000
[mempool]
max_queue_size = 5000
max_mempool_txn_count = 10000
idle_interval = '5m'
mempool_expiry = '30m'
mempool_download_redundancy = 5
[http]
listen = true
listen_address = "127.0.0.1:8080"
feeder_call_gas = "3000000000"
headers = [["x-a", "b"]]
[vm]
generation_timeout = '3s'
block_gas_limit = 3_000_000_000
[vm.features]
ABI_PUBLIC_SENDER = 355_000
[kadcast]
kadcast_id = 0x1
public_address = "203.0.113.5:9000"
bootstrapping_nodes = ["165.232.91.113:9000"]
auto_propagate = false
channel_size = 10000
recursive_discovery = true
[kadcast.bucket]
node_ttl = "120s"
node_evict_after = "15s"
bucket_ttl = "10m"
[kadcast.network]
udp_recv_buffer_size = 50000000
[future]
thing = 1
`;

describe('08 §7 configuration', () => {
  test('a file of the reference works; what is unknown or idle is said', () => {
    const { config, origins, warnings } = loadConfig({ file: { name: 'rusk.toml', text: ruskFile } });
    expect(config).toMatchObject({
      'chain.db_path': '/opt/dusk/rusk',
      'chain.genesis_timestamp': 1_736_251_200n,
      'mempool.mempool_expiry': 1_800_000,
      'kadcast.kadcast_id': 1,
      'kadcast.bucket.bucket_ttl': 600_000,
      'vm.generation_timeout': 3_000,
      'http.headers': [['x-a', 'b']],
    });
    expect(origins['chain.db_path']).toBe('file');
    expect(origins['eventide.role']).toBe('default');
    expect(warnings).toEqual([
      'kadcast.channel_size has no effect here',
      'vm.features.ABI_PUBLIC_SENDER is settled by the network',
      'unknown key future.thing',
    ]);
  });

  test('flags before environment before file before defaults', () => {
    const sources = {
      file: { name: 'f', text: '[kadcast]\npublic_address = "1.1.1.1:1"\nbootstrapping_nodes = ["a:1"]' },
      env: { KADCAST_PUBLIC_ADDRESS: '2.2.2.2:2', KADCAST_BOOTSTRAP: 'b:1, c:2' },
      flags: { 'kadcast-public-address': '3.3.3.3:3' },
    };
    const { config, origins } = loadConfig(sources);
    expect(config['kadcast.public_address']).toBe('3.3.3.3:3');
    expect(origins['kadcast.public_address']).toBe('flag --kadcast-public-address');
    expect(config['kadcast.bootstrapping_nodes']).toEqual(['b:1', 'c:2']);
    expect(origins['kadcast.bootstrapping_nodes']).toBe('environment KADCAST_BOOTSTRAP');
  });

  test.each([
    ['no TOML', 'a = =', undefined],
    ['a port above 65535', '[http]\nlisten_address = "a:70000"', 'http.listen_address'],
    ['a number for a text', 'log_filter = 1', 'log_filter'],
    ['a duration without unit', '[mempool]\nidle_interval = "5"', 'mempool.idle_interval'],
    ['a negative count', '[mempool]\nmax_queue_size = -1', 'mempool.max_queue_size'],
    ['a fraction', '[eventide]\nverifier_threads = 1.5', 'eventide.verifier_threads'],
    ['another level', 'log_level = "loud"', 'log_level'],
    ['a time that is none', '[chain]\ngenesis_timestamp = "yesterday"', 'chain.genesis_timestamp'],
    ['another way to prune', '[eventide]\nprune = "never"', 'eventide.prune'],
  ])('refuses %s and says which key', (_, text, key) => {
    const load = (): unknown => loadConfig({ file: { name: 'f', text } });
    expect(load).toThrowCode('NODE_CONFIG');
    if (key !== undefined) expect(load).toThrow(new RegExp(key.replaceAll('.', '\\.')));
  });

  test('the effective file reads back as the same configuration', () => {
    const { config, origins } = loadConfig({ file: { name: 'f', text: ruskFile } });
    const again = loadConfig({ file: { name: 'f', text: formatConfig(config, origins) } });
    expect(again.config).toEqual(config);
    expect(again.warnings).toEqual([]);
  });
});
