import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { keptEvaluation } from '~/database/report/signed-evaluations.server';
import { signedReport } from '~/database/report/signed-reports.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { words } from '~/i18n/words.server';
import { evaluationDocument } from '~/reports/word/evaluation.document';
import { wordFile } from '~/reports/word/word-file.server';

/**
 * 评估报告 of a version as a Word file: from the figures and texts that were kept when it was frozen, and from nothing else, so that it says
 * the same whatever has changed since. It holds no personal data, so nothing is noted in the history.
 */
export async function wordOfVersion(db: Database, person: Person, id: string): Promise<{ fileName: string; content: Uint8Array }> {
  if (!mayPerson(person, 'sign-off.read')) refuse('access.not-allowed');
  const { report, kept } = await inTransaction(
    db,
    async (sql) => {
      const report = (await signedReport(sql, scopeOf(person), id)) ?? refuse('sign-off.unknown');
      return { report, kept: (await keptEvaluation(sql, report.id)) ?? refuse('sign-off.no-evaluation', { version: report.version }) };
    },
    { readOnly: true },
  );
  const t = words('zh-CN');
  const { figures, texts, textVersion } = kept;
  const frozen = { version: report.version, day: dayInShanghai(new Date(report.preparedAt)) };
  const document = evaluationDocument(t as never, figures, { texts, version: textVersion, frozen });
  const name = t('evaluation:paper.frozenFileName', { division: report.name, season: report.season, version: report.version });
  return { fileName: `${name}.docx`, content: await wordFile(document) };
}
