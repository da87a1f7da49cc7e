import pg from 'pg';
import { afterAll, inject } from 'vitest';

/**
 * At most two files with a browser run at once: each holds one of two locks of the run's server while it runs. The order of the files
 * (lanes.ts) starts a second one only when nothing else is left.
 */
const [FIRST, SECOND] = [20, 21];

const turn = new pg.Client({ connectionString: inject('databaseServer'), application_name: 'two browsers at most' });
await turn.connect();
const { rows } = await turn.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [FIRST]);
if (!rows[0]!.free) await turn.query('SELECT pg_advisory_lock($1)', [SECOND]);
// Registered before the file's own hooks, and so run after them.
afterAll(() => turn.end());
