import { withSql } from '~/database/connection/sql.server';
import { fieldVillages } from '~/database/phones/work-package.server';
import { checksOfAccount } from '~/database/quality/checks.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import { ASK_PASSWORD_AFTER_DAYS } from '~/domain/sync/ask-password';
import { type FieldSession, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonSurveyed } from '~/domain/time/current-season';
import { requestContext } from '~/server/http/context.server';
import { answerReading } from '~/server/http/field-answer.server';
import { exportKey } from '~/server/personal/export-key.server';

/** Who is signed in, where they work, and what the phone needs to send. */
export async function loader() {
  const { db, now, csrfToken, settings, phone } = requestContext();
  return answerReading('visit.submit', async (person): Promise<FieldSession> => {
    const key = await exportKey(settings.dataDir);
    return withSql(db, async (sql) => ({
      protocol: PROTOCOL_VERSION,
      ruleVersion: RULE_VERSION,
      accountId: person.accountId!,
      username: person.username,
      name: person.name,
      role: person.role,
      language: person.language,
      csrfToken,
      season: seasonSurveyed(await seasonsNewestFirst(sql), dayInShanghai(now)),
      serverTime: now.toISOString(),
      passwordAfterDays: settings.phonePasswordDays ?? ASK_PASSWORD_AFTER_DAYS,
      ...(phone.says && { registered: phone.bound === phone.says.device }),
      villages: await fieldVillages(sql, scopeOf(person)),
      checks: await checksOfAccount(sql, person.accountId),
      exportKey: key,
    }));
  });
}
