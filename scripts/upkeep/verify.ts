import { LANGUAGES, type Language } from '~/domain/access/language';
import { Refusal } from '~/domain/problems';
import { historyFaultSentence, photoFaultSentence, recordFaultSentence, reportFaultSentence } from '~/i18n/fault-sentences.server';
import { openDisagreements } from '~/server/workflows/findings/open-disagreements.server';
import { type VerifyStage, verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { runCommand } from '../command/command';

const STAGES: Record<VerifyStage, string> = {
  history: '核验留痕链 / history chains',
  records: '核对记录与留痕 / records against history',
  rows: '逐表核对，多的、少的、改的 / every table, both ways',
  reports: '复算定稿 / frozen reports',
  'roll-ups': '核对汇总 / roll-ups',
  photos: '核对照片文件 / photo files',
};
const SHOWN = 50;

runCommand({
  name: 'verify',
  usage: 'npm run verify',
  about:
    '核验：留痕链完整无改动，记录与留痕两相一致（多的、少的、改的都算不符），定稿按留痕重算得出，事实和汇总与记录一致，' +
    '收到的照片都在且未变。有不符时列出、按 R23 立案并以 1 退出。\n' +
    'Proves that the history is whole, that records are what the history wrote, none more and none less, that frozen reports ' +
    'follow from it, that facts and roll-ups are what the records give, ' +
    'and that every photo received is there unchanged. Otherwise it lists what differs, opens findings (R23) and exits 1.',
  options: {},
  async run({ database, progress, print }) {
    const db = await database();
    const now = new Date();
    let stage: VerifyStage | null = null;
    const result = await verifyRegister(db, now, (at, done, total) => {
      if (stage !== at) progress.begin(STAGES[at], total);
      stage = at;
      progress.reach(done);
    });
    progress.end();
    // Each fault in Chinese, then in English.
    const both = <T>(sentence: (language: Language, fault: T) => string, all: readonly T[]) =>
      all.map((fault) => LANGUAGES.map((language) => sentence(language, fault)).join('\n'));
    const faults = [
      ...both(historyFaultSentence, result.history.faults),
      ...both(recordFaultSentence, result.records.faults),
      ...both(reportFaultSentence, result.reports.faults),
      ...result.rollUps.differences.map(
        (one) =>
          `汇总 figure: ${one.season} ${one.village} ${one.household ?? '合计'} ${one.what}: ${one.stored ?? '—'} ≠ ${one.rebuilt ?? '—'}`,
      ),
      ...both(photoFaultSentence, result.photos.faults.slice(0, SHOWN)),
    ];
    for (const fault of faults.slice(0, SHOWN)) print(fault);
    if (result.count > SHOWN) print(`… 另有 ${result.count - SHOWN} 处 / more`);
    const { chains, entries } = result.history;
    print(
      `留痕 ${chains} 条链、${entries} 条；记录 ${result.records.compared} 条、改动 ${result.records.noted} 次；` +
        `定稿 ${result.reports.compared} 份；汇总 ${result.rollUps.villages} 个村、${result.rollUps.households} 户。`,
    );
    print(
      `History: ${chains} chains, ${entries} entries; ` +
        `records: ${result.records.compared}, changes noted: ${result.records.noted}; frozen reports: ${result.reports.compared}; ` +
        `roll-ups: ${result.rollUps.villages} villages, ${result.rollUps.households} households.`,
    );
    const { compared, orphans, awaited } = result.photos;
    print(`照片 ${compared} 张；已登记、尚未收到 ${awaited} 张；未登记的文件 ${orphans.length} 个。`);
    print(`Photos: ${compared}; named and not here yet: ${awaited}; files nothing knows: ${orphans.length}.`);
    for (const orphan of orphans.slice(0, SHOWN)) print(`未登记的文件 unknown file: photos/${orphan}`);
    if (orphans.length > SHOWN) print(`… 另有 ${orphans.length - SHOWN} 个 / more`);
    const places = await openDisagreements(db, result, now);
    if (places === null) print('各采暖季均已封，没有立案。/ Every season is closed: no finding was opened.');
    else if (places > 0) print(`R23 勾稽错误：${places} 处立案，见“问题”。/ ${places} places are findings of R23 now.`);
    if (!result.ok) throw new Refusal({ code: 'verify.not-clean', details: { count: result.count } });
    print('核验通过。/ Everything is as it should be.');
  },
});
