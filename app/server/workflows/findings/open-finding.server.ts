import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { appendHistory } from '~/database/facts/history.server';
import { chainOfFinding, handFindingOf, insertHandFinding, insertStep } from '~/database/findings/finding-writes.server';
import { householdInScope } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import { seasonByName, seasonStates } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { seasonToShow } from '~/domain/coverage/which-season';
import type { EvidenceFile } from '~/domain/findings/desk/finding';
import { levelOpenedBy } from '~/domain/findings/desk/finding-acts';
import { listAddressOf, type NewFinding } from '~/domain/findings/desk/finding-forms';
import { refuse } from '~/domain/problems';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { addDays, dayInShanghai } from '~/domain/time/calendar-day';
import { seal } from '~/server/personal/seal.server';

/**
 * 手工立案: a finding about a division, a household, or a list of households of a division. A household's lies in its village; a list's at
 * the division of the list, and its address stands in the cause. A sheet that arrives twice, because a button was pressed twice or an
 * answer was lost, is one finding; with other words in it, it is another.
 */
export async function openFinding(
  db: Database,
  person: Person,
  input: Omit<NewFinding, 'sheet'> & { sheet?: string; evidence: readonly EvidenceFile[] },
  now: Date,
): Promise<string> {
  if (!mayPerson(person, 'finding.open')) refuse('access.not-allowed');
  const list = input.list === '' ? null : (listAddressOf(input.list) ?? refuse('finding.list-malformed'));
  return inTransaction(db, async (sql) => {
    const scope = scopeOf(person);
    const trail = (await divisionTrail(sql, scope, input.division)) ?? refuse('division.unknown', { code: input.division });
    if (!(await seasonByName(sql, input.season))) refuse('season.unknown', { season: input.season });
    const household = input.household === '' ? null : await householdInScope(sql, scope, input.household);
    if (input.household !== '' && !household) refuse('household.unknown', { number: input.household });
    const above = household ? await divisionTrail(sql, scope, household.villageCode) : null;
    if (above && !above.some(({ code }) => code === input.division)) refuse('finding.household-elsewhere', { number: input.household });
    const division = household?.villageCode ?? input.division;
    const subject = `hand:${household?.number ?? division}:${saidOnce(person, input)}`;
    const known = await handFindingOf(sql, input.season, subject);
    if (known !== null) return known;
    const at = now.toISOString();
    const { id, number } = await insertHandFinding(sql, {
      season: input.season,
      subject,
      source: input.source,
      kind: input.kind,
      division,
      household: household?.number ?? null,
      level: levelOpenedBy(person, household ? 'village' : trail.at(-1)!.level),
      openedOn: dayInShanghai(now),
      dueOn: input.due,
      cause: list ? { list } : {},
      amount: input.amount,
      textSealed: seal(input.text),
      at,
      by: person.username,
    });
    await insertStep(sql, {
      finding: id,
      at,
      actor: person.username,
      actorName: person.name,
      kind: 'opened',
      textSealed: null,
      detail: {},
      files: input.evidence,
    });
    await appendHistory(sql, now, person.username, [
      {
        chain: chainOfFinding(division, household ? 'village' : trail.at(-1)!.level),
        action: 'finding.opened',
        entity: 'finding',
        entityKey: number,
        after: {
          season: input.season,
          source: input.source,
          household: household?.number ?? null,
          division,
          dueOn: input.due,
          amount: input.amount,
          files: input.evidence.map(({ sha256 }) => sha256),
        },
      },
    ]);
    return number;
  });
}

/** What tells one finding from another: the person, the sheet and all that is in it. */
function saidOnce(person: Person, { sheet, evidence, ...words }: Parameters<typeof openFinding>[2]): string {
  if (!sheet) return randomUUID();
  const said = canonicalJson({ ...words, sheet, by: person.username, files: evidence.map(({ sha256 }) => sha256) });
  return createHash('sha256').update(said).digest('hex');
}

/** How many days a finding by hand has when nobody says otherwise. */
const USUAL_DAYS = 30;

/** What the form of a finding by hand opens with. A household that is not there is left out, and asked for again when it is typed. */
export function readNewFinding(
  db: Database,
  person: Person,
  asked: { division: string; season: string | null; household: string },
  now: Date,
) {
  if (!mayPerson(person, 'finding.open')) refuse('access.not-allowed');
  const today = dayInShanghai(now);
  return inTransaction(
    db,
    async (sql) => {
      const scope = scopeOf(person);
      const trail = (await divisionTrail(sql, scope, asked.division)) ?? refuse('division.unknown', { code: asked.division });
      const season = seasonToShow(await seasonStates(sql), asked.season, today);
      if (!season && asked.season !== null) refuse('season.unknown', { season: asked.season });
      const household = asked.household === '' ? null : await householdInScope(sql, scope, asked.household);
      return {
        trail,
        season: season?.name ?? null,
        household: household && { number: household.number, head: household.head, address: household.address },
        due: addDays(today, USUAL_DAYS),
        sheet: randomUUID(),
      };
    },
    { readOnly: true },
  );
}
