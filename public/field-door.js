/**
 * The door to the field app from outside of it: where the server cannot be reached, an address of its pages opens the page of the app
 * that says the same (the app's own worker has /field/). It keeps nothing and answers nothing else.
 */
const PATIENCE_MS = 10_000;
/** Pages that the app has too, under the same address or another one. */
const IN_APP = /^\/(villages|households|todo|me|password)(\/|$)/;
const OTHERWISE = { '/': '/field/', '/field': '/field/', '/sign-in': '/field/', '/feedback': '/field/complaint' };

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.mode === 'navigate' && !pathname.startsWith('/field/')) event.respondWith(reached(request).catch(() => app(pathname)));
});

function reached(request) {
  if (request.method !== 'GET') return fetch(request);
  return Promise.race([fetch(request), new Promise((_done, fail) => setTimeout(fail, PATIENCE_MS))]);
}

function app(pathname) {
  const to = IN_APP.test(pathname) ? `/field${pathname}` : OTHERWISE[pathname];
  if (to) return Response.redirect(new URL(to, self.location.href).href, 302);
  return new Response(page(), { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

function page() {
  const [title, what] = navigator.onLine
    ? ['服务器没有应答', '手机或电脑连着网，但连不上我们的服务器，请过一会儿再试。The server does not answer; try again in a while.']
    : ['没有网络', '这一页要有网络才能看。This page needs a network.'];
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>body{font:17px/26px "PingFang SC","Microsoft YaHei",sans-serif;margin:48px auto;max-width:420px;padding:0 24px}
a{display:block;padding:12px 0}</style></head><body><h1>${title}</h1><p>${what}</p><a href="">再试一次 · Try again</a>
<a href="/field/">打开清暖入户（没有网络也能用）· Open the field app</a></body></html>`;
}
