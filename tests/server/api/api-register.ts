import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, written } from '../../helpers/register';
import { type Answer, addAccount, apiClient, type Call, tokenOf } from './api-client';

export const HOUSEHOLD = `${VILLAGE}001`;
export const FAR_HOUSEHOLD = `${FAR_VILLAGE}001`;
export const ID_NUMBER = '14060219700101001X';

/** A running app with seven households of a village, one of the next village and one far away, and an account for the village. */
export type ApiRegister = {
  db: Database;
  app: RunningApp;
  anybody: Call;
  /** The account of 朔城区. */
  county: Call;
  cadreName: string;
  /** A new token of the cadre's account. */
  cadreToken(): Promise<string>;
};

export async function startRegister(): Promise<ApiRegister> {
  const db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  await addHouseholds(db, [
    ...Array.from({ length: 7 }, (_, i) => ({
      number: `${VILLAGE}00${i + 1}`,
      head: i === 4 ? '赵六' : '张三',
      address: `${i + 1}排8号`,
      account: i === 5 ? '***8888' : null,
    })),
    { number: `${OTHER_VILLAGE}001`, village: OTHER_VILLAGE },
    { number: FAR_HOUSEHOLD, village: FAR_VILLAGE },
  ]);
  await written(
    db,
    `UPDATE household SET phone_masked = '138****4321', id_number_masked = '140602********001X', id_number_encrypted = $1,
      hardship_encrypted = 'k1.sealed' WHERE number = $2`,
    [ID_NUMBER, `${VILLAGE}006`],
  );
  const app = await startApp({ db });
  const cadreName = await addAccount(db, 'cadre', [VILLAGE]);
  return {
    db,
    app,
    anybody: apiClient(app.url),
    county: apiClient(app.url, await tokenOf(app.url, await addAccount(db, 'county', ['140602']))),
    cadreName,
    cadreToken: () => tokenOf(app.url, cadreName),
  };
}

export const codeOf = (answer: Answer): unknown => (answer.body as { code?: unknown } | undefined)?.code;
