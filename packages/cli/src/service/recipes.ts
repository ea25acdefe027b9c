import { formatYaml } from './yaml.ts';

/** What a recipe is filled with: plain absolute paths. */
export type Recipe = {
  /** The node's configuration file. */
  readonly config: string;
  /** Folder of its data. */
  readonly data: string;
};

/** A node asks for its telemetry before it is called ready. */
const START_SECONDS = 600;
const STOP_SECONDS = 120;

/**
 * A unit of systemd: told when the node is ready, without rights it does not need, and with its password as an encrypted credential.
 * Spec: 13 §8
 */
export function systemdUnit({
  config,
  data,
  user,
  command,
}: Recipe & { readonly user: string; readonly command: readonly string[] }): string {
  return `# Put it into /etc/systemd/system/eventide.service, then: systemctl enable --now eventide
# The password of consensus.keys, once: systemd-creds encrypt --name=consensus-keys-password - /etc/credstore.encrypted/consensus-keys-password
[Unit]
Description=Eventide node
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
NotifyAccess=all
ExecStart=${command.join(' ')} node run --config-file ${config} --db-path ${data}
User=${user}
Group=${user}
StateDirectory=eventide
StateDirectoryMode=0700
WorkingDirectory=${data}
ReadWritePaths=${data}
LoadCredentialEncrypted=consensus-keys-password
Restart=on-failure
RestartSec=5
TimeoutStartSec=${START_SECONDS}
TimeoutStopSec=${STOP_SECONDS}
KillSignal=SIGTERM
MemoryHigh=2G
MemoryMax=3G
LimitNOFILE=65536
UMask=0077
ProtectSystem=strict
ProtectHome=true
PrivateTmp=true
PrivateDevices=true
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectKernelLogs=true
ProtectControlGroups=true
ProtectClock=true
ProtectHostname=true
NoNewPrivileges=true
RestrictSUIDSGID=true
RestrictRealtime=true
RestrictNamespaces=true
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
LockPersonality=true
CapabilityBoundingSet=
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
`;
}

const IMAGE = `FROM node:24-slim
WORKDIR /app
COPY . .
RUN npm ci --omit=dev
USER node
ENTRYPOINT ["npx", "eventide", "node", "run"]
`;
const ALIVE =
  "fetch('http://127.0.0.1:9180/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))";
const SCRAPE = `scrape_configs:
  - job_name: eventide
    static_configs:
      - targets: ["node:9180"]
`;

/**
 * A compose file: a node that is not root, on a file system that cannot be written but for its data, with Prometheus and Grafana. The
 * image is built from the clone. Spec: 13 §8
 */
export function containerFile(recipe: Recipe): string {
  return `# Put it beside the clone as compose.yaml, then: docker compose up -d\n${formatYaml(containerServices(recipe))}`;
}

/** The content of the compose file. */
export function containerServices({ config, data }: Recipe) {
  return {
    services: {
      node: {
        build: { context: '.', dockerfile_inline: IMAGE },
        command: [
          '--config-file',
          '/etc/eventide/node.toml',
          '--db-path',
          '/data',
          '--telemetry-listen-addr',
          '0.0.0.0:9180',
        ],
        user: '1000:1000',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        init: true,
        restart: 'unless-stopped',
        stop_grace_period: `${STOP_SECONDS}s`,
        mem_limit: '3g',
        tmpfs: ['/tmp', '/home/node'],
        environment: { EVENTIDE_KEYS_PASSWORD_FILE: '/run/secrets/consensus-keys-password' },
        secrets: ['consensus-keys-password'],
        volumes: [`${config}:/etc/eventide/node.toml:ro`, `${data}:/data`],
        ports: ['9000:9000/udp', '127.0.0.1:8080:8080'],
        healthcheck: { test: ['CMD', 'node', '-e', ALIVE], interval: '30s', start_period: `${START_SECONDS}s` },
      },
      prometheus: {
        image: 'prom/prometheus',
        user: '65534:65534',
        read_only: true,
        command: ['--config.file=/scrape', '--storage.tsdb.path=/prometheus'],
        volumes: ['prometheus:/prometheus'],
        configs: ['scrape'],
      },
      grafana: {
        image: 'grafana/grafana',
        user: '472:0',
        volumes: ['grafana:/var/lib/grafana'],
        ports: ['127.0.0.1:3000:3000'],
      },
    },
    configs: { scrape: { content: SCRAPE } },
    secrets: { 'consensus-keys-password': { file: './consensus-keys-password' } },
    volumes: { prometheus: {}, grafana: {} },
  };
}
