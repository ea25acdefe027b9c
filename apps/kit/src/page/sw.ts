/// <reference lib="webworker" />
/**
 * The service worker of both apps: keeps the shell for use without network. The build writes its list of files over the constants
 * below, so that every build has another worker; a new one waits until the user agrees (13 §5.5).
 */
const files: readonly string[] = JSON.parse('__SHELL_FILES__');
const cacheName = 'eventide-__BUILD_ID__';
const NETWORKS = '/networks.json';
const scope = self as unknown as ServiceWorkerGlobalScope;

scope.addEventListener('install', (event) => {
  // The page asked for its networks before this worker was there: without them it would look for another wallet.
  event.waitUntil(Promise.all([caches.open(cacheName).then((cache) => cache.addAll(files)), newest(NETWORKS)]));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => scope.clients.claim()));
});

scope.addEventListener('message', ({ data }) => {
  if (data === 'use') void scope.skipWaiting();
});

scope.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== scope.location.origin) return;
  if (event.request.mode === 'navigate') {
    // The page for requests of other sites needs other headers than the shell.
    if (url.pathname === '/') event.respondWith(cached('/', event.request));
  } else if (url.pathname.startsWith('/assets/') || files.includes(url.pathname))
    event.respondWith(cached(url.pathname, event.request));
  else if (url.pathname === NETWORKS) event.respondWith(newest(NETWORKS));
});

async function cached(key: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const found = await cache.match(key);
  if (found !== undefined) return found;
  const response = await fetch(request);
  if (response.ok && key !== '/') await cache.put(key, response.clone());
  return response;
}

/** Which nodes there are may change; the last answer serves while nothing answers. */
async function newest(request: string): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const found = await cache.match(request);
    if (found !== undefined) return found;
    throw error;
  }
}

async function forgetOlder(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith('eventide-') && name !== cacheName) await caches.delete(name);
}
