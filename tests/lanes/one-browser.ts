import pg from 'pg';
import { afterAll, inject } from 'vitest';

/** Files with a browser run one after the other: each holds this lock of the run's server while it runs. */
const LOCK = 'SELECT pg_advisory_lock(20)';

const turn = new pg.Client({ connectionString: inject('databaseServer'), application_name: 'one browser at a time' });
await turn.connect();
await turn.query(LOCK);
// Registered before the file's own hooks, and so run after them.
afterAll(() => turn.end());
