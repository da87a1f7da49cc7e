import { randomUUID } from 'node:crypto';
import { insertComplaint, storeAnswer } from '~/database/access/complaints.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { RateLimits } from '~/server/http/rate-limit.server';

/** More complaints a day than anybody needs. */
const A_DAY = { points: 20, seconds: 86_400 };

/** 提意见: any signed-in person may; the text is kept as it is written. */
export async function complain(
  db: Database,
  limits: RateLimits,
  person: Person & { accountId: string },
  input: { text: string; page: string | null },
  now: Date,
): Promise<void> {
  if ((await limits.use('complaint', person.accountId, A_DAY.points, A_DAY.seconds)) > 0) refuse('complaint.too-many');
  const id = randomUUID();
  await inTransaction(db, async (sql) => {
    await insertComplaint(sql, { id, accountId: person.accountId, text: input.text, page: input.page, now });
    await appendHistory(sql, now, person.username, [{ chain: SYSTEM_CHAIN, action: 'complaint.add', entity: 'complaint', entityKey: id }]);
  });
}

/** 答复意见: a complaint may be answered again when the first answer was not good enough. The history keeps the fact, not the text. */
export async function answerComplaint(db: Database, person: Person, input: { id: string; answer: string }, now: Date): Promise<void> {
  if (!mayPerson(person, 'settings.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    if (!(await storeAnswer(sql, input.id, input.answer, person.name, now))) refuse('complaint.unknown');
    await appendHistory(sql, now, person.username, [
      { chain: SYSTEM_CHAIN, action: 'complaint.answer', entity: 'complaint', entityKey: input.id },
    ]);
  });
}
