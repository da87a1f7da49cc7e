import type { FieldState } from './field-context';

const LOOK_EVERY_MS = 3_600_000;
/** After this a page that has loaded asks for nothing more by itself. */
const QUIET_MS = 500;
/** A slow phone takes over in less; after it the old version goes on, and the new one waits for the next beginning. */
const PATIENCE_MS = 4_000;

/**
 * 更新: a new version waits, whole and checked (service-worker.ts), until the app is begun anew with no form open. It is asked here,
 * before anything else is fetched: Chromium stops the old worker for it, and one request to the old worker in that moment wakes it
 * again and leaves the new one waiting, however often it is asked afterwards.
 */
export async function letNewVersionTakeOver(): Promise<void> {
  const workers = navigator.serviceWorker;
  const registration = workers.controller ? await workers.getRegistration('/field/').catch(() => undefined) : undefined;
  const waiting = registration?.waiting;
  if (!waiting || isInForm()) return;
  // What the page and the browser still fetch for it goes through the old worker too.
  if (document.readyState !== 'complete') await new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  await new Promise<void>((resolve) => {
    const taken = () => location.reload();
    workers.addEventListener('controllerchange', taken);
    setTimeout(() => {
      workers.removeEventListener('controllerchange', taken);
      resolve();
    }, PATIENCE_MS);
    waiting.postMessage('take-over');
  });
}

/** Looks for new versions, and says when one waits. A page that another tab's beginning left behind reloads when no form is open. */
export function keepServiceWorker(state: FieldState): void {
  // What is typed is on the disk before: the new version takes over as the page begins.
  const say = () => state.set({ updateReady: true, takeOver: () => location.reload() });
  void navigator.serviceWorker.register('/field/service-worker.js', { scope: '/field/', updateViaCache: 'none' }).then(
    (registration) => {
      const ready = () => {
        if (registration.waiting && navigator.serviceWorker.controller) say();
      };
      ready();
      registration.addEventListener('updatefound', () => {
        registration.installing?.addEventListener('statechange', ready);
      });
      const look = () => void registration.update().catch(() => undefined);
      setInterval(look, LOOK_EVERY_MS);
      window.addEventListener('online', look);
    },
    () => undefined,
  );

  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!controlled) controlled = true;
    else if (isInForm()) say();
    else location.reload();
  });
}

function isInForm(): boolean {
  return /\/visit(\/|$)/.test(location.pathname);
}
