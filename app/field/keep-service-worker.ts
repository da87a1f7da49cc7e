import type { FieldState } from './field-context';

const LOOK_EVERY_MS = 3_600_000;
/** A loaded page that made no request for this long will make none by itself. */
const QUIET_MS = 500;
/** A slow phone takes over in less time. After it the old version goes on, and the new one waits for the next start. */
const PATIENCE_MS = 4_000;

/**
 * 更新: a new version waits, complete and checked (service-worker.ts), until the app starts again with no form open. The takeover
 * is requested here, before anything else is fetched. Chromium stops the old worker for it; a request to the old worker at that
 * moment would wake it again, and the new one would keep waiting, however often it is asked.
 */
export async function letNewVersionTakeOver(): Promise<void> {
  const workers = navigator.serviceWorker;
  const registration = workers.controller ? await workers.getRegistration('/field/').catch(() => undefined) : undefined;
  const waiting = registration?.waiting;
  if (!waiting || isInForm()) return;
  // The old worker also serves what the page and the browser are still loading, so this waits until they have finished.
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

/**
 * Looks for new versions and says when one waits. A page that runs the old version after another tab took over reloads when no
 * form is open.
 */
export function keepServiceWorker(state: FieldState): void {
  // Everything typed is on the disk by then; the new version takes over when the page starts.
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
      // Addresses outside of the app lead into it when the server cannot be reached (public/field-door.js). The browser itself looks for
      // new versions of it. Asking for it without a network is an error on the console.
      const hangDoor = async () => {
        if (navigator.onLine && !(await navigator.serviceWorker.getRegistration('/')))
          await navigator.serviceWorker.register('/field-door.js', { scope: '/' });
      };
      const door = () => void navigator.serviceWorker.ready.then(hangDoor).catch(() => undefined);
      door();
      window.addEventListener('online', door);
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
