import { inTransaction } from '~/database/connection/sql.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { forgetPastFacts } from '~/database/facts/past/past-facts.server';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { type Difference, rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { runCommand } from '../command/command';

runCommand({
  name: 'rebuild',
  usage: 'npm run rebuild',
  about:
    '从原始记录重新计算各户事实和各村汇总，列出与原存数不同之处并改正。已关闭采暖季的事实不变，只重新汇总。\n' +
    'Recomputes facts and roll-ups from the records, prints what differed and puts it right. Facts of closed seasons stay.',
  options: {},
  async run({ database, progress, print }) {
    const db = await database();
    const today = dayInShanghai(new Date());
    await inTransaction(db, (sql) => refreshDueFacts(sql, today));
    let started = false;
    const result = await rebuildRollUps(db, today, {
      write: true,
      onVillage(done, total) {
        if (!started) progress.begin('重算 / rebuilding', total);
        started = true;
        progress.reach(done);
      },
    });
    progress.end();
    await inTransaction(db, forgetPastFacts);
    for (const difference of result.differences) print(lineOf(difference));
    if (result.count > result.differences.length) print(`… 另有 ${result.count - result.differences.length} 处不同 / more differences`);
    print(
      `${result.villages} 个村、${result.households} 户已重算，${result.count} 处不同。/ ${result.villages} villages ` +
        `and ${result.households} households rebuilt, ${result.count} differences.`,
    );
  },
});

function lineOf({ season, village, household, what, stored, rebuilt }: Difference): string {
  return `${season} ${village} ${household ?? '合计 / sum'} ${what}: ${stored ?? '—'} → ${rebuilt ?? '—'}`;
}
