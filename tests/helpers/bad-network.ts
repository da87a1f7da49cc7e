/** A proxy before the app that can cut the network, drop every other request, lose answers, and insert the pages of others. */
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * ok · cut: no connection · flapping: every other request finds no connection · lost: the server gets the request, its answer
 * is lost · 500, 413: the answer of a proxy on the way · portal: the page of a hotel's wireless network · moved: its redirect.
 */
export type Weather = 'ok' | 'cut' | 'flapping' | 'lost' | '500' | '413' | 'portal' | 'moved';

type Passed = { method: string; path: string; body: string; status: number; bytes: number };

export type BadNetwork = {
  url: string;
  weather: Weather;
  /** Only our requests for data; pages and scripts are left out. */
  passed: Passed[];
  /** While set, replaces the body of a path; null leaves it as the server sent it. */
  rewrite: ((path: string, body: string) => string | null) | null;
  stop(): Promise<void>;
};

const PORTAL = '<!doctype html><html><head><title>如家免费 WiFi</title></head><body><h1>请先认证</h1></body></html>';

export async function badNetwork(to: string): Promise<BadNetwork> {
  const target = new URL(to);
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const network: BadNetwork = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    weather: 'ok',
    passed: [],
    rewrite: null,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const body = await bodyOf(request);
    const weather = network.weather;
    count += 1;
    if (weather === 'cut' || (weather === 'flapping' && count % 2 === 1)) return void request.socket.destroy();
    if (weather === '500') return void response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
    if (weather === '413' && request.method !== 'GET')
      return void response.writeHead(413, { 'Content-Type': 'text/html' }).end('<h1>413 Request Entity Too Large</h1>');
    if (weather === 'portal') return void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(PORTAL);
    if (weather === 'moved') return void response.writeHead(302, { Location: 'http://portal.invalid/login' }).end();
    const answer = await forward(request, body);
    if (path.startsWith('/field-data/'))
      network.passed.push({ method: request.method ?? '', path, body: body.toString(), status: answer.status, bytes: answer.body.length });
    if (weather === 'lost') return void request.socket.destroy();
    const other = network.rewrite?.(path, answer.body.toString());
    if (other != null) {
      const { 'content-length': _length, 'content-encoding': _encoding, etag: _etag, ...headers } = answer.headers;
      return void response.writeHead(answer.status, headers).end(other);
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  function forward(request: IncomingMessage, body: Buffer): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
    return new Promise((resolve, reject) => {
      // A body to be rewritten must arrive whole, not as “not modified”.
      const { 'if-none-match': _tag, 'if-modified-since': _since, ...plain } = request.headers;
      const headers = network.rewrite ? { ...plain, 'accept-encoding': 'identity' } : request.headers;
      const onward = httpRequest(
        { host: target.hostname, port: target.port, method: request.method, path: request.url, headers },
        (answer) => {
          bodyOf(answer).then((whole) => {
            const { 'transfer-encoding': _chunks, connection: _connection, ...kept } = answer.headers;
            resolve({ status: answer.statusCode ?? 0, headers: kept, body: whole });
          }, reject);
        },
      );
      onward.on('error', reject);
      onward.end(body);
    });
  }
  return network;
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
