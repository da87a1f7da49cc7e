import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { insertTexts, lockTexts, textVersions } from '~/database/report/evaluation-texts.server';
import { scopeOf } from '~/database/scope.server';
import { seasonByName } from '~/database/seasons/seasons.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import {
  type EvaluationForm,
  hasEvaluation,
  mergeTexts,
  NO_TEXTS,
  partsChanged,
  writesEvaluation,
} from '~/domain/report/evaluation/evaluation-texts';
import { words } from '~/i18n/words.server';

/**
 * 保存文字: a new version of what an office wrote in its report. What somebody else saved meanwhile in other parts stays; in the same part it
 * is refused, with what was typed kept. Saving what is stored already makes no version.
 */
export async function saveEvaluationTexts(
  db: Database,
  person: Person,
  asked: { division: string; season: string; form: EvaluationForm; language: Language },
  now: Date,
): Promise<{ version: number; changed: boolean }> {
  if (!mayPerson(person, 'evaluation.write')) refuse('access.not-allowed');
  const { division: code, season, form } = asked;
  const scope = scopeOf(person);
  return inTransaction(db, async (sql) => {
    const division = ((await divisionTrail(sql, scope, code)) ?? refuse('division.unknown', { code })).at(-1)!;
    if (!hasEvaluation(division.level)) refuse('evaluation.no-report', { name: division.name });
    if (!writesEvaluation(person.role, division.level)) refuse('evaluation.not-yours');
    if (!(await seasonByName(sql, season))) refuse('season.unknown', { season });
    await lockTexts(sql, asked);
    const versions = await textVersions(sql, scope, asked);
    const current = versions[0];
    const base = form.version === 0 ? NO_TEXTS : versions.find(({ version }) => version === form.version)?.texts;
    if (!base) refuse('form.outdated');
    const stored = current?.texts ?? NO_TEXTS;
    const { texts, conflicts } = mergeTexts(base, stored, form.texts);
    if (conflicts.length > 0) {
      const t = words(asked.language);
      const parts = conflicts.map((part) => t(`evaluation:part.${part}`)).join('、');
      refuse('evaluation.changed-meanwhile', { version: current!.version, parts });
    }
    const changed = partsChanged(stored, texts);
    if (changed.length === 0) return { version: current?.version ?? 0, changed: false };
    const version = (current?.version ?? 0) + 1;
    await insertTexts(sql, {
      division: code,
      season,
      version,
      texts,
      by: person.username,
      byName: person.name,
      at: now.toISOString(),
    });
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'evaluation.save',
        entity: 'evaluation',
        entityKey: `${code} ${season}`,
        before: { version: version - 1 },
        after: { version, parts: changed },
      },
    ]);
    return { version, changed: true };
  });
}
