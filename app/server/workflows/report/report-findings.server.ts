import type { Sql } from '~/database/connection/sql.server';
import { streamFindings } from '~/database/report/findings.server';
import type { Scope } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { FindingReportRow } from '~/domain/report/report-rows';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { findingCause, findingKind } from '~/i18n/finding-sentence';
import { ruleName } from '~/i18n/finding-words';
import { words } from '~/i18n/words.server';
import { open } from '~/server/personal/seal.server';

/**
 * 附件8 in the words of the paper. An auditor's has the sentences of the rules, and nothing that people wrote; a package's (`actor` null)
 * names no person either.
 */
export async function* readReportFindings(
  sql: Sql,
  scope: Scope,
  query: { root: string; season: string; asOf: CalendarDay },
  actor: Person | null,
): AsyncGenerator<FindingReportRow> {
  const personal = actor !== null && mayPerson(actor, 'report.personal-columns');
  const t = words('zh-CN') as never;
  for await (const { kindTyped, reportKind, cause, textSealed, ...row } of streamFindings(sql, scope, query)) {
    const said = { rule: row.rule, kind: kindTyped, reportKind, cause, text: textSealed === null || !personal ? null : open(textSealed) };
    yield {
      ...row,
      // The rule has a column of its own.
      kind: row.rule === null ? findingKind(t, said) : ruleName(t, row.rule),
      description: personal || row.rule !== null ? findingCause(t, said, 'zh-CN') : null,
      measures: personal ? row.measures : null,
      progress: personal ? row.progress : null,
      evidence: personal ? row.evidence : null,
      ...(actor === null && { person: null, unit: null, kind: row.rule === null ? '' : ruleName(t, row.rule) }),
    };
  }
}
