import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtAssets } from '~/server/http/serve.server';
import { keepFormerAssets } from '../../../scripts/former-assets.js';

const folder = mkdtempSync(join(tmpdir(), 'qingnuan-build-'));
let server: Server;

function build(name: string, files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), `${name} ${file}`);
  }
  return join(folder, name);
}

beforeAll(async () => {
  const oldest = build('oldest', ['client/assets/page-1.js', 'client/assets/same.js']);
  const older = build('older', ['client/assets/page-2.js', 'client/assets/same.js', 'client/field/assets/app-2.js']);
  const now = build('now', ['client/assets/page-3.js', 'client/assets/same.js', 'client/field/assets/app-3.js', 'client/field/index.html']);
  keepFormerAssets(oldest, older);
  keepFormerAssets(older, now);
  const app = express();
  for (const handler of builtAssets(now)) app.use(handler);
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, resolve));
});
afterAll(() => server.close());

const got = async (path: string) => {
  const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`);
  return [response.status, response.ok ? await response.text() : ''];
};

test('pages that were open during a deployment still find their files, one version long', async () => {
  expect(await got('/assets/page-3.js')).toEqual([200, 'now client/assets/page-3.js']);
  expect(await got('/assets/page-2.js')).toEqual([200, 'older client/assets/page-2.js']);
  expect(await got('/assets/same.js')).toEqual([200, 'now client/assets/same.js']);
  expect(await got('/field/assets/app-2.js')).toEqual([200, 'older client/field/assets/app-2.js']);
  expect(await got('/field/assets/app-3.js')).toEqual([200, 'now client/field/assets/app-3.js']);
  expect((await got('/assets/page-1.js'))[0]).toBe(404);
  expect((await got('/field/assets/app-1.js'))[0]).toBe(404);
});
