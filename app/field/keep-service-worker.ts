import type { FieldState } from './field-context';

const LOOK_EVERY_MS = 3_600_000;
const ASK_AGAIN_MS = 3_000;

/**
 * 更新: a new version waits, whole and checked (service-worker.ts), until the person says so or the app is begun anew with nothing
 * open. What is typed is on the disk before, so taking over is a reload. A page that another tab's press left behind reloads with
 * its next step outside a form.
 */
export function keepServiceWorker(state: FieldState): void {
  void navigator.serviceWorker.register('/field/service-worker.js', { scope: '/field/', updateViaCache: 'none' }).then((registration) => {
    const ready = () => {
      const { waiting } = registration;
      if (!waiting || !navigator.serviceWorker.controller) return;
      state.set({ updateReady: true, takeOver: () => waiting.postMessage('take-over') });
    };
    const found = registration.waiting;
    // The app has just been begun and nothing is half-typed yet. Asked again until it is done: a browser may put a waiting worker to
    // sleep before it has heard.
    const takeOver = () => {
      if (!found || registration.waiting !== found || !navigator.serviceWorker.controller || isInForm()) return ready();
      found.postMessage('take-over');
      setTimeout(takeOver, ASK_AGAIN_MS);
    };
    takeOver();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', ready);
    });
    const look = () => void registration.update().catch(() => undefined);
    setInterval(look, LOOK_EVERY_MS);
    window.addEventListener('online', look);
  }, () => undefined);

  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!controlled) controlled = true;
    else if (!isInForm() || state.updateReady) location.reload();
    else state.set({ updateReady: true, takeOver: () => location.reload() });
  });
}

function isInForm(): boolean {
  return /\/visit(\/|$)/.test(location.pathname);
}
