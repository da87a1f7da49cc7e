import { refuse } from '~/domain/problems';
import { runCommand, wrongUsage } from '../command/command';
import { benchBackups, printBackups } from './backups';
import { benchField, printField } from './field';
import { benchFindings, printFindings } from './findings';
import { benchImport, GOAL, printImport } from './import';
import { benchLoop, printLoop } from './loop';
import { benchPackages, printPackages } from './packages';
import { benchPages, printPages } from './pages';
import { benchReport, printReport } from './report';
import { benchSubmissions, printSubmissions } from './submissions';
import { benchSubsidies, printSubsidies } from './subsidies';

const PARTS = ['import', 'report', 'submissions', 'subsidies', 'phone', 'pages', 'findings', 'packages', 'backups', 'loop'] as const;

runCommand({
  name: 'bench',
  usage: `npm run bench -- [--households N] [--visits N] [--only ${PARTS.join('|')}]`,
  about: [
    '在新的临时数据库上测量导入、报表、补贴核定与发放的用时与内存、手机和程序提交的速度、三千户的村在旧手机上的快慢、各页面在大小两个登记库中的用时、' +
      '问题的用时、全市报表和数据包的用时与内存、备份与恢复、导出导入报表同时进行时页面的快慢，与目标比较；达不到目标时退出码为 1。',
    'Measures time and memory of import, report, entitlements and payments, how fast submissions are taken over HTTP, ' +
      'how a village of 3,000 works on an old phone, whether pages of the desk take as long in a small register as in a large one, ' +
      'how long findings take from nothing and after one changed visit, how long workbook, package and backup of a city take, and ' +
      'whether pages stay quick beside exports, an import and a report, on a new, temporary database against their goals; exit code 1 ' +
      'when one is missed.',
  ].join('\n'),
  options: {
    households: { type: 'string', value: 'N', about: `户数 / households (${GOAL.households})` },
    visits: { type: 'string', value: 'N', about: '提交之前已有的条数 / visits in the register before submissions are measured (0)' },
    only: { type: 'string', value: 'PART', about: `只测一项 / one of ${PARTS.join(', ')}` },
  },
  async run({ values, print }) {
    const households = Number(values.households ?? GOAL.households);
    if (!Number.isInteger(households) || households < 1)
      wrongUsage('command.option-not-understood', { option: 'households', value: String(values.households), expected: '1, 2, 3 …' });
    const before = Number(values.visits ?? 0);
    if (!Number.isInteger(before) || before < 0)
      wrongUsage('command.option-not-understood', { option: 'visits', value: String(values.visits), expected: '0, 1, 2 …' });
    if (values.only !== undefined && !PARTS.some((part) => part === values.only)) {
      wrongUsage('command.option-not-understood', { option: 'only', value: values.only, expected: PARTS.join(' / ') });
    }
    const missed: string[] = [];
    const wanted = (part: (typeof PARTS)[number]) => values.only === undefined || values.only === part;
    if (wanted('import') && !printImport(await benchImport(households), print)) missed.push('import');
    if (wanted('report') && !printReport(await benchReport(households), print)) missed.push('report');
    if (wanted('submissions') && !printSubmissions(await benchSubmissions(before), print)) missed.push('submissions');
    if (wanted('subsidies') && !printSubsidies(await benchSubsidies(households), print)) missed.push('subsidies');
    if (wanted('phone') && !printField(await benchField(), print)) missed.push('phone');
    if (wanted('pages') && !printPages(await benchPages(values.households ? households : undefined), print)) missed.push('pages');
    if (wanted('findings') && !printFindings(await benchFindings(values.households ? households : undefined), print))
      missed.push('findings');
    if (wanted('packages') && !printPackages(await benchPackages(values.households ? households : undefined), print))
      missed.push('packages');
    if (wanted('backups') && !printBackups(await benchBackups(values.households ? households : undefined), print)) missed.push('backups');
    if (wanted('loop') && !printLoop(await benchLoop(values.households ? households : undefined), print)) missed.push('loop');
    if (missed.length > 0) refuse('command.goal-missed', { parts: missed.join(', ') });
  },
});
