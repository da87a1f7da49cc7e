import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { sealFinishedDays } from '~/database/facts/history.server';
import { headsWithoutPinyin, storePinyin } from '~/database/households/head-pinyin.server';
import { namePinyin } from '~/domain/household/name-initials';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { openLooseReports } from '~/server/workflows/findings/open-report-findings.server';

/**
 * Does what the calendar requires: updates facts that change with the day (an installation dated ahead), and seals the head
 * over all history chains of every finished day. It also spells the heads of households that an older version stored without pinyin, and
 * opens the findings of reports that have none. It is cheap when nothing is due, and several processes may run it at once.
 */
export async function keepCurrent(db: Database, now: Date): Promise<void> {
  const today = dayInShanghai(now);
  await inTransaction(db, (sql) => refreshDueFacts(sql, today));
  await inTransaction(db, (sql) => sealFinishedDays(sql, today));
  while (await inTransaction(db, spellSomeHeads));
  while (await inTransaction(db, (sql) => openLooseReports(sql, now)));
}

async function spellSomeHeads(sql: Sql): Promise<boolean> {
  const heads = await headsWithoutPinyin(sql);
  await storePinyin(
    sql,
    heads.map(({ number, head }) => ({ number, head, pinyin: namePinyin(head) })),
  );
  return heads.length > 0;
}
