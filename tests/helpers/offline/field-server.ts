import type { SessionPerson } from '~/database/access/sessions.server';
import { connect } from '~/database/connection/connect.server';
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { action as devices } from '~/routes/field-data.devices';
import { action as households } from '~/routes/field-data.households';
import { loader as villagePackage } from '~/routes/field-data.package';
import { action as photos } from '~/routes/field-data.photos.$sha256';
import { action as problems } from '~/routes/field-data.problems';
import { loader as session } from '~/routes/field-data.session';
import { action as visits } from '~/routes/field-data.visits';
import { type RequestContext, withRequestContext } from '~/server/http/context.server';
import type { Database } from '../database';

export type FieldServerOptions = { db: Database; dataDir: string; now: () => Date; failed: (error: unknown) => void };

/** The server's own routes below /field-data, called without a network: an account's request goes in, the answer comes out. */
export class FieldServer {
  constructor(private readonly options: FieldServerOptions) {}

  async answer(accountId: string, path: string, init: RequestInit, db: Database = this.options.db): Promise<Response> {
    const url = new URL(path, 'http://field.test');
    const request = new Request(url, init);
    const response = await withRequestContext(await this.contextOf(accountId, db), () => {
      const given = { request, params: {}, context: {} };
      if (url.pathname === '/field-data/session') return session();
      if (url.pathname === '/field-data/package') return villagePackage(given);
      if (url.pathname === '/field-data/devices') return devices(given);
      if (url.pathname === '/field-data/visits') return visits(given);
      if (url.pathname === '/field-data/households') return households(given);
      if (url.pathname === '/field-data/problems') return problems(given);
      return photos({ ...given, params: { sha256: url.pathname.split('/').at(-1)! } });
    });
    // The web server sets the header on everything below /field-data.
    response.headers.set(PROTOCOL_HEADER, String(PROTOCOL_VERSION));
    return response;
  }

  /**
   * The server dies while it works on this request, after so many database queries by others. Returns its answer, if there was
   * one.
   */
  async answerDying(accountId: string, path: string, init: RequestInit, after: number): Promise<Response | null> {
    const { db } = this.options;
    const dying = connect(db.url, { connections: 2 });
    // Errors in a dying server are expected.
    const answer = this.answer(accountId, path, init, dying).catch(() => null);
    for (let asked = 0; asked < after; asked += 1) await db.pool.query('SELECT 1');
    await dying.abandon();
    return answer;
  }

  private async contextOf(accountId: string, db: Database): Promise<RequestContext> {
    const { dataDir, now, failed } = this.options;
    const { rows } = await this.options.db.pool.query<Pick<SessionPerson, 'username' | 'name' | 'role' | 'divisions'>>(
      `SELECT a.username, a.name, a.role, (SELECT coalesce(array_agg(d.division_code ORDER BY d.division_code), '{}')
        FROM account_division d WHERE d.account_id = a.id) AS divisions
       FROM account a WHERE a.id = $1`,
      [accountId],
    );
    const apart = { mustChangePassword: false, mustSetUpSecondFactor: false, divisionNames: [] };
    const person: SessionPerson = { ...rows[0]!, ...apart, accountId, language: 'zh-CN' };
    const log = { error: (said: { error?: unknown }) => void (db === this.options.db && failed(said.error ?? said)) };
    return {
      db,
      person,
      now: now(),
      language: 'zh-CN',
      csrfToken: 'token',
      requestId: 'request',
      sessionId: null,
      phone: { says: null, bound: null },
      settings: { dataDir },
      log,
    } as unknown as RequestContext;
  }
}
