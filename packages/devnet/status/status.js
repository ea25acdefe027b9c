// @ts-check
/** The page at a local network's API: what the node says now, asked again every second. No data leaves this machine. */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} path @param {string} [body] @param {Record<string, string>} [headers] */
async function ask(path, body = '', headers = {}) {
  const response = await fetch(path, { method: 'POST', body, headers });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** @param {string} text @param {Record<string, string>} [attributes] @param {string} [tag] */
function element(text, attributes = {}, tag = 'td') {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** @param {string} id @param {HTMLElement[]} children */
const fill = (id, children) => byId(id).replaceChildren(...children);

/** @param {HTMLElement[]} cells */
function row(cells) {
  const made = document.createElement('tr');
  made.append(...cells);
  return made;
}

/** @param {string} lux */
const dusk = (lux) => `${(BigInt(lux) / 1_000_000_000n).toLocaleString()}`;

/** Answers that never change while the page is open. @type {any} */
let facts;

async function showFacts() {
  const [info, control] = await Promise.all([
    ask('/on/node/info'),
    ask('/on/devnet/status', '', { 'eventide-devnet': '1' }),
  ]);
  facts = control.value;
  const rows = {
    Name: facts.name,
    Protocol: `${facts.protocol}, chain ${facts.chainId}`,
    Proofs: facts.proofs,
    Genesis: facts.genesisHash,
    Version: info.version_build,
  };
  fill(
    'chain',
    Object.entries(rows).flatMap(([name, value]) => [element(name, {}, 'dt'), element(String(value), {}, 'dd')]),
  );
  const links = Object.entries(facts.urls).map(([name, url]) => {
    const item = document.createElement('li');
    item.append(element(`${name}: ${url}`, { href: String(url) }, 'a'));
    return item;
  });
  fill('links', links);
}

async function showNow() {
  const query = 'query { blocks(last: 8) { header { height timestamp hash } transactions { id } } }';
  const [answer, control] = await Promise.all([
    ask('/on/graphql/query', query),
    ask('/on/devnet/status', '', { 'eventide-devnet': '1' }),
  ]);
  const status = control.value;
  const { blocks } = answer;
  const newest = [...blocks].sort((a, b) => b.header.height - a.header.height);
  byId('state').textContent = `block ${status.height}`;
  fill(
    'blocks',
    newest.map(({ header, transactions }) =>
      row([
        element(String(header.height)),
        element(new Date(header.timestamp * 1000).toLocaleTimeString()),
        element(header.hash),
        element(String(transactions.length)),
      ]),
    ),
  );
  fill(
    'nodes',
    status.nodes.map((/** @type {any} */ node) =>
      element(`${node.name}  pid ${node.pid}  ${node.running === false ? 'stopped' : node.api}`, {}, 'li'),
    ),
  );
}

async function showAccounts() {
  const rows = await Promise.all(
    facts.accounts.map(async (/** @type {any} */ { name, account }) => {
      const { balance } = await ask(`/on/account:${account}/status`);
      return row([element(name), element(dusk(String(balance))), element(account)]);
    }),
  );
  fill('accounts', rows);
}

async function loop() {
  try {
    if (facts === undefined) await showFacts();
    await Promise.all([showNow(), showAccounts()]);
  } catch (error) {
    byId('state').textContent = `the node does not answer (${error instanceof Error ? error.message : error})`;
  }
  setTimeout(loop, 1_000);
}

await loop();
