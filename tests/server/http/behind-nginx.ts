/** Processes of the app whose sockets are held as by systemd, and nginx before them, as docs/operate has it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import type { AppProcessOptions } from '../../helpers/app';
import { PYTHON } from '../../helpers/office-programs';
import { readyProgram } from '../../programs/run-program';

export interface HeldApp {
  port: number;
  /** Ends the process in order and starts another on the same socket; returns the exit code of the first. */
  restart(): Promise<number>;
  end(): Promise<void>;
}

export async function startHeldApp(db: Pick<Database, 'url'>, dataDir: string): Promise<HeldApp> {
  const options: AppProcessOptions = {
    databaseUrl: db.url,
    buildFolder: inject('build'),
    demo: false,
    formLimitBytes: 1_000_000,
    uploadLimitBytes: 1_000_000,
  };
  const holder = spawn(PYTHON, ['tests/programs/hold-socket.py', process.execPath, readyProgram('tests/helpers/app-process.ts')], {
    env: { ...process.env, NODE_ENV: 'production', DATA_DIR: dataDir, DATABASE_URL: db.url },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: holder.stdout })[Symbol.asyncIterator]();
  const told = async () => (await lines.next()).value as string;
  const start = async () => {
    holder.stdin.write(`start\n${JSON.stringify(options)}\n`);
    await told();
  };
  const stop = async () => {
    holder.stdin.write('stop\n');
    return Number(await told());
  };
  const port = Number(await told());
  await start();
  return {
    port,
    async restart() {
      const code = await stop();
      await start();
      // The connection waits until the new process takes it.
      await fetch(`http://127.0.0.1:${port}/readyz`);
      return code;
    },
    async end() {
      await stop();
      holder.stdin.end();
      await once(holder, 'exit');
    },
  };
}

/** nginx on a free port before the apps; another program could take the port before nginx does, which no test machine has seen. */
export async function startNginx(ports: readonly number[]): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-nginx-'));
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as { port: number };
  free.close();
  await once(free, 'close');
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr notice; ${user}
events { worker_connections 256; }
http {
  access_log off; ${kept}
  upstream qingnuan { ${ports.map((one) => `server 127.0.0.1:${one};`).join(' ')} }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://qingnuan;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}\n`,
  );
  const nginx: ChildProcess = spawn('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  nginx.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!/start worker process \d+/.test(said)) {
    if (nginx.exitCode !== null) throw new Error(`nginx ended: ${said}`);
    await once(nginx.stderr!, 'data');
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      nginx.kill('SIGQUIT');
      if (nginx.exitCode === null) await once(nginx, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
