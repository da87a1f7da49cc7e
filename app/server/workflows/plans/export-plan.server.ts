import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { planInScope } from '~/database/plans/plans.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { words } from '~/i18n/words.server';
import { planDocument } from '~/reports/word/plan.document';
import { wordFile } from '~/reports/word/word-file.server';

/**
 * 方案的 Word 文件, of the last version as it was saved: what the records say today does not change it. It holds no personal data but the
 * name of who answers for it, so nothing is noted in the history. It is made in the request: one plan takes some tens of milliseconds.
 */
export async function wordOfPlan(db: Database, person: Person, number: string): Promise<{ fileName: string; content: Uint8Array }> {
  if (!mayPerson(person, 'plans.read')) refuse('access.not-allowed');
  const plan = (await withSql(db, (sql) => planInScope(sql, scopeOf(person), number))) ?? refuse('plan.unknown', { number });
  const t = words('zh-CN');
  const name = t('plans:word.fileName', { name: plan.content.name, number: plan.number, version: plan.version });
  return { fileName: `${name}.docx`, content: await wordFile(planDocument(t as never, plan)) };
}
