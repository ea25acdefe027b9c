import { type ConfigKey, type ConfigName, configKeys, type NodeConfig } from './keys.ts';

/**
 * A configuration as TOML that reads back as it is: every key with its note; keys without a value stand as comments. Keys without effect
 * here are left out.
 */
export function formatConfig(config: NodeConfig, origins?: Readonly<Record<ConfigName, string>>): string {
  const lines: string[] = [];
  let table = '';
  for (const [name, spec] of Object.entries(configKeys) as [ConfigName, ConfigKey<unknown>][]) {
    if (spec.idle) continue;
    const at = name.lastIndexOf('.');
    const home = at < 0 ? '' : name.slice(0, at);
    if (home !== table) lines.push('', `[${home}]`);
    table = home;
    const value = config[name];
    const origin = origins === undefined || origins[name] === 'default' ? '' : ` (${origins[name]})`;
    lines.push(`# ${spec.note}${origin}`);
    const key = name.slice(at + 1);
    lines.push(value === undefined ? `# ${key} =` : `${key} = ${formatValue(name, value)}`);
  }
  return `${lines.join('\n').trimStart()}\n`;
}

const DURATIONS: ReadonlySet<string> = new Set<ConfigName>([
  'chain.generation_timeout',
  'vm.generation_timeout',
  'mempool.idle_interval',
  'mempool.mempool_expiry',
  'kadcast.bucket.node_ttl',
  'kadcast.bucket.node_evict_after',
  'kadcast.bucket.bucket_ttl',
  'kadcast.network.udp_send_retry_interval',
  'kadcast.fec.decoder.cache_ttl',
  'kadcast.fec.decoder.cache_prune_every',
  'eventide.start_wait',
  'eventide.bootstrap_retry',
  'eventide.query_timeout',
]);

function formatValue(name: ConfigName, value: unknown): string {
  if (DURATIONS.has(name)) return JSON.stringify(`${value}ms`);
  if (name === 'chain.genesis_timestamp')
    return JSON.stringify(new Date(Number(value) * 1_000).toISOString().replace('.000', ''));
  if (typeof value === 'bigint') return JSON.stringify(String(value));
  return JSON.stringify(value);
}
