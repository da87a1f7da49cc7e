import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { missingMigrations } from '~/database/connection/migrate.server';
import { freshDatabase } from '../../helpers/database';
import { AnotherProcess } from '../../programs/another-process';

afterEach(() => AnotherProcess.killAll());

describe('the server of DATABASE_URL', () => {
  it('is brought from nothing to the shipped divisions, by several processes at once, and never stopped', async () => {
    const name = `test_${randomBytes(6).toString('hex')}`;
    const admin = new pg.Client({ connectionString: inject('databaseServer') });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(inject('databaseServer'));
    url.pathname = `/${name}`;
    try {
      const processes = Array.from({ length: 3 }, () => new AnotherProcess({ DATABASE_URL: url.href, DATA_DIR: '/nonexistent/not-used' }));
      await Promise.all(processes.map((one) => one.opened()));
      for (const one of processes)
        expect(await one.sql('SELECT level, count(*) AS n FROM division GROUP BY level ORDER BY n DESC LIMIT 1')).toEqual([
          { level: 'village', n: 1277 },
        ]);
      for (const one of processes) expect(await one.close()).toBe(0);
      expect((await admin.query('SELECT 1 AS alive')).rows).toEqual([{ alive: 1 }]);
    } finally {
      await AnotherProcess.killAll();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    }
  });

  it('keeps what is in it: divisions of its own are not mixed with the shipped ones', async () => {
    const db = await freshDatabase();
    await db.pool.query(
      `DELETE FROM division; INSERT INTO division (code, name, level, path, source) VALUES ('14', '山西省', 'province', '{14}', 'import')`,
    );
    const one = new AnotherProcess({ DATABASE_URL: db.url });
    await one.opened();
    expect(await one.sql('SELECT code, source FROM division')).toEqual([{ code: '14', source: 'import' }]);
    await one.close();
  });

  it('is not used when a newer version has upgraded it', async () => {
    const db = await freshDatabase();
    expect(await missingMigrations(db.pool)).toEqual([]);
    await db.pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ('x', 'x',
        '9999_later', now(), now(), 1)`,
    );
    await expect(missingMigrations(db.pool)).rejects.toMatchObject({
      problem: { code: 'database.newer-than-program', details: { migrations: '9999_later' } },
    });
  });

  it('is found unfinished when a migration stopped half way', async () => {
    const db = await freshDatabase();
    await db.pool.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '0001_register'`);
    expect(await missingMigrations(db.pool)).toEqual(['0001_register']);
  });
});
