import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { batchByNumber, owedForBatch, paymentsOfBatch } from '~/database/subsidy/batches.server';
import { policyByNumber } from '~/database/subsidy/policy-list.server';
import type { Person } from '~/domain/access/person';
import { policySchema } from '~/domain/subsidy/policy';
import { addDays, dayInShanghai } from '~/domain/time/calendar-day';
import { savePolicy } from '~/server/workflows/subsidy/manage-policy.server';
import { checkBatch, draftBatch, noticeBatch } from '~/server/workflows/subsidy/pay-subsidies.server';
import { recordObjection } from '~/server/workflows/subsidy/take-out-households.server';

const COUNTY = '140602';
const SEASON = '2020-2021';
const BATCH = '示例-补发-1';
const POLICY = '示例-2021-入户宣传';
/** Days ago: drafted and put on notice, objected against, and the notice's last day. */
const AGO = { notice: 11, objection: 6, over: 4 };
const DAY = 86_400_000;

/**
 * A policy that waits for a second person, and a batch whose notice has ended with one objection: what the bureau of 朔城区 does next.
 * Interrupted, it goes on where it was; done, it changes nothing.
 */
export async function addLiveSubsidies(db: Database, drafter: Person, second: Person, now: Date): Promise<void> {
  const scope = { roots: [COUNTY] };
  if (!(await withSql(db, (sql) => policyByNumber(sql, scope, COUNTY, POLICY)))) await savePolicy(db, drafter, waitingPolicy(), 'new', now);
  const batch = () => withSql(db, (sql) => batchByNumber(sql, scope, COUNTY, BATCH));
  const at = (days: number): Date => new Date(now.getTime() - days * DAY);
  if ((await batch()) === null) {
    const owed = await withSql(db, (sql) => owedForBatch(sql, scope, COUNTY, SEASON));
    const [largest] = [...owed].sort((a, b) => b.households - a.households);
    if (!largest) return;
    const choices = [{ policy: largest.policy, level: largest.level }];
    await draftBatch(db, drafter, { division: COUNTY, season: SEASON, number: BATCH, method: 'one_card', choices }, at(AGO.notice));
  }
  const step = async () => ({ division: COUNTY, number: BATCH, revision: (await batch())!.revision });
  if ((await batch())!.state === 'drafted') await checkBatch(db, second, await step(), at(AGO.notice));
  if ((await batch())!.state !== 'checked') return;
  const from = dayInShanghai(at(AGO.notice));
  await noticeBatch(db, second, { ...(await step()), noticeFrom: from, noticeTo: addDays(from, AGO.notice - AGO.over) }, at(AGO.notice));
  const [payment] = await withSql(db, (sql) => paymentsOfBatch(sql, scope, COUNTY, BATCH, 1));
  const objection = {
    household: payment!.household,
    raisedBy: '同村村民',
    raisedOn: dayInShanghai(at(AGO.objection)),
    what: '这户冬天不在村里住',
  };
  await recordObjection(db, drafter, { ...(await step()), ...objection }, at(AGO.objection));
}

const waitingPolicy = () =>
  policySchema.parse({
    policy: POLICY,
    document: '示例〔2021〕12号',
    division: COUNTY,
    season: SEASON,
    kind: 'insulation',
    unit: 'per_household',
    rate: '300',
    shares: '县:1',
    dueOn: '2021-09-30',
  });
