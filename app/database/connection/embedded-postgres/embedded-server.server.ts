import { randomUUID } from 'node:crypto';
import { join as joinPath } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { refuse } from '~/domain/problems';
import { type Durability, runningServer, startServer, stopServer } from './cluster.server';
import { type ClusterHome, clusterHome, knownCluster } from './cluster-home.server';
import { withLock } from './lock.server';
import { DATABASE, PORT, ROLE } from './server-files.server';
import { type ServerUser, serverUser } from './server-user.server';

/** How long a server found running may recover from a crash before we give up on it. */
const JOIN_SECONDS = 600;

export interface EmbeddedServer {
  /** The connections of this process begin with this name, so that the last process to leave recognises its own. */
  readonly applicationName: string;
  urlOf(database: string): string;
  /** Disconnects. When no other client is connected to the cluster, the server is stopped. */
  leave(): Promise<void>;
}

/**
 * Joins the running server of a data directory, or starts it, and stays connected until `leave`: that connection is what
 * tells other processes that the server is still needed. If the server dies meanwhile it is started again.
 */
export async function joinEmbeddedServer(dataDirectory: string, durability: Durability = 'durable'): Promise<EmbeddedServer> {
  const lock = joinPath(dataDirectory, 'postgres.lock');
  const applicationName = `qingnuan-${randomUUID()}`;
  let user: ServerUser;
  let home: ClusterHome;
  let sockets = '';
  let presence: pg.Client;
  let leaving = false;

  const joinServer = () =>
    withLock(lock, async () => {
      user = serverUser(knownCluster(dataDirectory));
      home = clusterHome(dataDirectory, user);
      const joined = await attach();
      sockets = joined.sockets;
      presence = joined.client;
    });

  async function attach(): Promise<{ client: pg.Client; sockets: string }> {
    const giveUp = Date.now() + JOIN_SECONDS * 1000;
    while (Date.now() < giveUp) {
      const server = runningServer(home);
      if (!server) {
        await startServer(home, user, durability);
        continue;
      }
      const client = await connected(server.sockets, `${applicationName}-presence`);
      if (client) return { client, sockets: server.sockets };
      await pause(25); // starting, recovering or shutting down
    }
    return refuse('database.did-not-start', { log: home.log });
  }

  function watch(): void {
    presence.on('error', () => undefined); // always followed by 'end'
    presence.once('end', () => {
      if (!leaving) void revive();
    });
    socketOf(presence).unref(); // a script that forgets to close must still be able to exit
  }

  async function revive(): Promise<void> {
    for (let wait = 100; !leaving; wait = Math.min(wait * 2, 10_000)) {
      try {
        await joinServer();
        if (leaving) await presence.end();
        else watch();
        return;
      } catch {
        await pause(wait, undefined, { ref: false });
      }
    }
  }

  await joinServer();
  watch();

  return {
    applicationName,
    urlOf: (database) => urlOf(sockets, database),
    async leave() {
      leaving = true;
      socketOf(presence).ref();
      await withLock(lock, async () => {
        const others = await otherClients(presence, applicationName).catch(() => undefined);
        if (others === 0) await stopServer(home);
        await presence.end().catch(() => undefined);
      });
    },
  };
}

/** Sets whether the process may end while the socket is open. (The driver has this on the client too, but its types lack it.) */
function socketOf(client: pg.Client): { ref(): void; unref(): void } {
  return client as unknown as { ref(): void; unref(): void };
}

function urlOf(sockets: string, database: string): string {
  return `postgresql://${ROLE}@localhost:${PORT}/${database}?host=${encodeURIComponent(sockets)}&sslmode=disable`;
}

async function connected(sockets: string, applicationName: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: urlOf(sockets, 'postgres'), application_name: applicationName });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    const code = (error as { code?: string }).code ?? '';
    if (code === '28000') refuse('database.other-user', { folder: sockets });
    // The socket does not exist yet or any more, the server is starting or shutting down, or a shutdown cut us off.
    if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET', '57P03', '57P01', '57P02', ''].includes(code)) return undefined;
    throw error;
  }
}

async function otherClients(presence: pg.Client, applicationName: string): Promise<number> {
  const { rows } = await presence.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity WHERE backend_type = 'client backend' AND NOT starts_with(application_name, $1)`,
    [applicationName],
  );
  return rows[0]?.others ?? 1;
}
