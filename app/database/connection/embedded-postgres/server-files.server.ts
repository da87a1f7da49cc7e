import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fchmodSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterHome } from './cluster-home.server';
import type { ServerUser } from './server-user.server';

/** The only database role. */
export const ROLE = 'qingnuan';
export const DATABASE = 'qingnuan';
export const PORT = 5432;

/**
 * Rewritten before every start, so that a newer version's settings take effect on an old cluster.
 *
 * Who may connect: only over the socket, and only the system account that runs the app, or root ("peer": the kernel tells the
 * server who is at the other end). A password would have to lie in a file and in every connection string, and "trust"
 * would let in any process of the server's own account, which as root is "nobody", shared with other programs.
 */
export function writeServerFiles(home: ClusterHome, user: ServerUser, sockets: string, durable: boolean): void {
  const hba = join(home.folder, 'pg_hba.conf');
  const ident = join(home.folder, 'pg_ident.conf');
  write(hba, 'local all all peer map=app\n');
  write(ident, user.clientNames.map((name) => `app ${quoted(name)} ${ROLE}\n`).join(''));
  const settings: Record<string, string | number> = {
    listen_addresses: '',
    port: PORT,
    unix_socket_directories: sockets.replaceAll('"', '""').replace(/^.*[, "].*$/, '"$&"'),
    hba_file: hba,
    ident_file: ident,
    max_connections: 200,
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    work_mem: '32MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    random_page_cost: 1.1,
    // The server waits for the disk before it acknowledges a visit.
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'ISO, YMD',
    logging_collector: 'on',
    log_directory: home.log,
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: 0,
    // The log must hold no household's data: no values in details and contexts, and no text of statements.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: 0,
  };
  write(
    join(home.folder, 'server.conf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = ${quotedSetting(String(value))}\n`)
      .join(''),
  );
}

/** Added once to a new cluster's own settings, which otherwise stay as initdb made them. `ALTER SYSTEM` still wins. */
export const INCLUDE_SERVER_CONF = "include = '../server.conf'";

function write(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  // Writes a new file and renames it over the old one, so that root never writes through a link that another user made.
  const fresh = `${path}.${randomUUID()}`;
  const file = openSync(fresh, 'wx');
  writeSync(file, text);
  fchmodSync(file, 0o644); // the server's user must be able to read it, whatever this process's umask is
  closeSync(file);
  renameSync(fresh, path);
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const quotedSetting = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

export interface PidFile {
  pid: number;
  sockets: string;
}

/** What a running server says about itself; undefined while there is no complete file. */
export function readPidFile(home: ClusterHome): PidFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(home.data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, sockets: lines[4] ?? '' } : undefined;
}
