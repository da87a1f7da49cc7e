import pg from 'pg';
import { refuse } from '~/domain/problems';
import { isAtWorker, nameOfConnection, schemaOf, sessionAddress } from './address.server';

/** A connection of its own, for bringing a register up to date. Whoever asks ends it. */
export async function loneClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: sessionAddress(url),
    application_name: nameOfConnection('qingnuan-migration', schemaOf(url)),
  });
  client.on('error', () => undefined);
  await client.connect().catch((error: Error & { code?: string }) => {
    const reason = error.message || (error.code ?? '');
    if (isAtWorker(schemaOf(url))) refuse('database.worker-unreachable', { worker: new URL(url).host, reason });
    refuse('database.unreachable', { reason });
  });
  return client;
}
