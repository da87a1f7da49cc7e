import type { Database } from '~/database/connection/open.server';
import { householdsToFollow, villagesOfSheets } from '~/database/report/village-sheets.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { maskName } from '~/domain/household/mask';
import { refuse } from '~/domain/problems';
import { MOST_ON_SHEET } from '~/domain/report/village-sheet';
import { words } from '~/i18n/words.server';
import { villageSheetsDocument } from '~/reports/word/village-sheets.document';
import { wordFile } from '~/reports/word/word-file.server';
import { atPlaceAndSeason } from '~/server/workflows/facts/read-coverage.server';

/** More pages than one county has; a city prints its counties one after the other. */
const MOST_VILLAGES = 400;

/**
 * 村情况表 of the villages below a division, or of one, as of today: a page each. Names in full only for those who see them in lists
 * anyway; no other personal data.
 */
export async function wordOfVillageSheets(
  db: Database,
  person: Person,
  query: { division: string; season: string | null },
  now: Date,
): Promise<{ fileName: string; content: Uint8Array }> {
  const read = await atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const of = { division: query.division, season: place.season.name };
    const villages = await villagesOfSheets(sql, scope, of);
    if (villages.length > MOST_VILLAGES) refuse('evaluation.too-many-villages', { villages: villages.length, most: MOST_VILLAGES });
    return { ...place, villages, households: await householdsToFollow(sql, scope, of, MOST_ON_SHEET) };
  });
  if (read.season === null || !('villages' in read)) return refuse('season.unknown', { season: query.season ?? '' });
  const full = mayPerson(person, 'list.personal-columns');
  const sheets = read.villages.map((village) => {
    const here = read.households.filter((one) => one.village === village.code);
    return {
      ...village,
      households: here.map(({ number, head, reason }) => ({ number, head: full ? head : maskName(head), reason })),
      all: here[0]?.all ?? 0,
    };
  });
  const t = words('zh-CN');
  const { division, season, asOf } = read;
  const document = villageSheetsDocument(t as never, { season: season.name, asOf }, sheets);
  const name = t('evaluation:sheet.fileName', { name: division.name, season: season.name, day: asOf });
  return { fileName: `${name}.docx`, content: await wordFile(document) };
}
