import { homedir } from 'node:os';
import { join } from 'node:path';
import type { BlsSecretKey } from '@eventide/crypto/bls/keys';
import { defaultOverlayOptions, defaultUdpOptions, type KadcastNodeOptions, parseAddress } from '@eventide/kadcast';
import type { NodeConfig } from '../config/keys.ts';
import { defaultMempoolOptions } from '../mempool/mempool.ts';
import { defaultBrokerOptions } from '../network/broker.ts';
import { defaultReaderOptions } from '../reader/readerThread.ts';
import { defaultNodeOptions, type NodeGenesis, type NodeOptions } from '../start/nodeOptions.ts';

/** A path as people write it: `~` is the home folder. */
export function expandPath(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

/** What a configuration means for a node. @throws KadcastError KADCAST_TEXT */
export function toNodeOptions(
  config: NodeConfig,
  genesis: NodeGenesis,
  provisioner: BlsSecretKey | undefined,
): NodeOptions {
  const generationMs = config['vm.generation_timeout'] ?? config['chain.generation_timeout'];
  return {
    ...defaultNodeOptions,
    genesis,
    storage: { kind: 'disk', path: expandPath(config['chain.db_path']) },
    provisioner,
    kadcast: kadcastOptions(config, genesis.network.chainId),
    startPeers: { count: config['eventide.start_peers'], waitMs: config['eventide.start_wait'] },
    verifierThreads: config['eventide.verifier_threads'],
    executorHeapMb: config['eventide.executor_memory'],
    prune: config['eventide.prune'],
    blobBlocks: config['blob.expire_after'],
    mempool: {
      ...defaultMempoolOptions,
      maxTransactions: config['mempool.max_mempool_txn_count'],
      minGasLimit: config['chain.min_gas_limit'],
      expiryMs: config['mempool.mempool_expiry'],
      expiryCheckMs: config['mempool.idle_interval'],
      maxPending: config['mempool.max_queue_size'],
      downloadPeers: config['mempool.mempool_download_redundancy'],
    },
    broker: {
      ...defaultBrokerOptions,
      maxEntries: config['databroker.max_inv_entries'],
      maxQueued: config['databroker.max_queue_size'],
    },
    reader: { ...defaultReaderOptions, timeoutMs: config['eventide.query_timeout'] },
    ...(generationMs === undefined ? {} : { generationMs }),
  };
}

function kadcastOptions(config: NodeConfig, networkId: number): KadcastNodeOptions {
  const publicAddress = config['kadcast.public_address'];
  const listen = parseAddress(config['kadcast.listen_address'] ?? publicAddress);
  return {
    overlay: {
      ...defaultOverlayOptions,
      networkId,
      publicAddress,
      bootstrappingNodes: config['kadcast.bootstrapping_nodes'],
      autoPropagate: config['kadcast.auto_propagate'],
      recursiveDiscovery: config['kadcast.recursive_discovery'],
      version: config['kadcast.version'],
      versionMatch: config['kadcast.version_match'],
      bucket: {
        nodeTtlMs: config['kadcast.bucket.node_ttl'],
        nodeEvictAfterMs: config['kadcast.bucket.node_evict_after'],
        bucketTtlMs: config['kadcast.bucket.bucket_ttl'],
      },
      minPeers: config['kadcast.bucket.min_peers'],
      bootstrapRetryMs: config['eventide.bootstrap_retry'],
      encoder: {
        ...defaultOverlayOptions.encoder,
        mtu: config['kadcast.fec.encoder.mtu'],
        fecRedundancy: config['kadcast.fec.encoder.fec_redundancy'],
        minRepairPacketsPerBlock: config['kadcast.fec.encoder.min_repair_packets_per_block'],
      },
      decoder: {
        ...defaultOverlayOptions.decoder,
        cacheTtlMs: config['kadcast.fec.decoder.cache_ttl'],
        cachePruneEveryMs: config['kadcast.fec.decoder.cache_prune_every'],
        maxPayloadBytes: config['kadcast.fec.decoder.max_udp_len'],
      },
    },
    udp: {
      ...defaultUdpOptions,
      listen,
      receiveBufferBytes: config['kadcast.network.udp_recv_buffer_size'],
      sendRetryCount: config['kadcast.network.udp_send_retry_count'],
      sendRetryIntervalMs: config['kadcast.network.udp_send_retry_interval'],
    },
  };
}
