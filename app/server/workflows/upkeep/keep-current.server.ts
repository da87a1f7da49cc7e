import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import { refreshFacts, refreshSomeDueFacts } from '~/database/facts/facts.server';
import { headsWithoutPinyin, storePinyin } from '~/database/households/head-pinyin.server';
import { idsNotJudged, storeJudgedIds } from '~/database/households/judged-ids.server';
import { sealFinishedDays } from '~/database/upkeep/day-heads.server';
import { isFaultyIdNumber } from '~/domain/household/id-number';
import { namePinyin } from '~/domain/household/name-initials';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { openPersonal } from '~/server/personal/household-values.server';
import { openLooseReports } from '~/server/workflows/findings/open-report-findings.server';
import { writeHeadFile } from './head-file.server';

/**
 * Does what the calendar requires: updates facts and findings that change with the day (an installation dated ahead), and seals the head
 * over all history chains once a day is finished, in the database and in the file beside it. It also spells the heads and judges the ID
 * numbers of households that an older version stored, and opens the findings of reports that have none. It is cheap when nothing is due,
 * and several processes may run it at once.
 */
export async function keepCurrent(db: Database, now: Date, dataDir: string = dataDirectory()): Promise<void> {
  const today = dayInShanghai(now);
  while ((await inTransaction(db, (sql) => refreshSomeDueFacts(sql, today))) > 0);
  await inTransaction(db, (sql) => sealFinishedDays(sql, today, now));
  await writeHeadFile(db, dataDir);
  while (await inTransaction(db, spellSomeHeads));
  while (await inTransaction(db, (sql) => judgeSomeIds(sql, today)));
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

/** A number that fails is a finding where somebody is entitled (R05). */
async function judgeSomeIds(sql: Sql, today: CalendarDay): Promise<boolean> {
  const ids = (await idsNotJudged(sql)).map(({ number, sealed }) => ({
    number,
    faulty: isFaultyIdNumber(openPersonal('id_number_encrypted', number, sealed)),
  }));
  await storeJudgedIds(sql, ids);
  const faulty = ids.filter((one) => one.faulty).map(({ number }) => number);
  if (faulty.length > 0) await refreshFacts(sql, faulty, today);
  return ids.length > 0;
}
