import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/**
 * The service worker of the field app. A version may serve nothing until the shell and every file it names are stored; an
 * incomplete one is deleted and the old version stays. It takes over when the person agrees, or when no page of the old version
 * is open. Personal data never passes through its cache.
 */
type WorkerScope = {
  __WB_MANIFEST: { url: string; revision: string | null }[];
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'message', listener: (event: ExtendableEvent & { data: unknown }) => void): void;
  skipWaiting(): Promise<void>;
};
type ExtendableEvent = Event & { waitUntil(work: Promise<unknown>): void };
declare const self: WorkerScope;

const SHELL = '/field/index.html';
const controller = new PrecacheController();
controller.addToCacheList(self.__WB_MANIFEST);

self.addEventListener('install', (event) => {
  event.waitUntil(controller.install(event as never).then(checkWhole));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.resolve(controller.activate(event as never)));
});
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(self.skipWaiting());
});

/**
 * Throws unless the shell is ours and every script and style it names is in the cache with the right type. A page that a portal
 * inserted fails this check.
 */
async function checkWhole(): Promise<void> {
  const shell = await controller.matchPrecache(SHELL);
  const html = (await shell?.text()) ?? '';
  if (!html.includes('id="app"')) throw new Error('The shell is not ours');
  const named = [...html.matchAll(/(?:src|href)="(\/field\/[^"]+)"/g)].map((match) => match[1]!);
  for (const url of [...named, ...controller.getCachedURLs().filter((one) => /\.(js|css)$/.test(one))]) {
    const file = await controller.matchPrecache(url);
    const type = file?.headers.get('Content-Type') ?? '';
    if (!file?.ok || (/\.js$/.test(url) && !type.includes('javascript')) || (/\.css$/.test(url) && !type.includes('css')))
      throw new Error(`${url} is missing`);
  }
}

registerRoute(new PrecacheRoute(controller));
registerRoute(new NavigationRoute(controller.createHandlerBoundToURL(SHELL), { allowlist: [/^\/field(\/|$)/] }));
