/** 封面: what the workbook is, and which sheets it has. */
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import { mayFreeze, type UndecidedRecords } from '~/domain/sync/what-waits';
import { formatInstant } from '~/i18n/formats';
import { contractSheetName } from './contract';
import type { WrittenSheet } from './sheet';
import { type Heading, paperDay } from './words';

export type Cover = {
  name: string;
  title: string;
  subtitle: string;
  /** Label and text, one line each. */
  facts: readonly (readonly [string, string])[];
  listHead: readonly [string, string, string];
  /** Number in the list, sheet, data rows. */
  sheets: readonly (readonly [string, string, number | null])[];
  notes: readonly string[];
};

export type CoverFacts = {
  heading: Heading;
  madeAt: Date;
  madeBy: string;
  /** The head over all chains as they stand, and the last one that a finished day was sealed with. */
  history: { chains: number; entries: number; head: string; lastDay: { number: number; day: string; head: string } | null };
  sha256: string;
  sheets: readonly WrittenSheet[];
  frozen: boolean;
  /** Records of phones that townships have not decided; a frozen report has none. */
  waiting: UndecidedRecords & { places: string };
};

export function coverOf({ heading, madeAt, madeBy, history, sha256, sheets, frozen, waiting }: CoverFacts): Cover {
  return {
    name: contractSheetName('封面'),
    title: `${heading.unit}清洁取暖“回头看”报表`,
    subtitle: `${heading.season}年采暖季`,
    facts: [
      ['填报单位（盖章）', heading.bureau],
      ['采暖季', heading.season],
      ['数据截止', paperDay(heading.asOf)],
      ['版本', frozen ? '定稿' : '草稿'],
      ['状态', frozen ? '已冻结，未报送' : '未冻结，未报送'],
      ...(mayFreeze(waiting)
        ? []
        : [
            [
              '未决事项',
              `${waiting.conflicts} 条冲突未决定、${waiting.quarantined} 条记录未查看（${waiting.places}），办完才能定稿`,
            ] as const,
          ]),
      ['规则版本', RULE_VERSION],
      ['生成时间', formatInstant(madeAt.toISOString())],
      ['生成人', madeBy],
      ['历史记录链首', history.entries === 0 ? '尚无历史记录' : `${history.head}（${history.chains} 条链，${history.entries} 条记录）`],
      ...(history.lastDay
        ? [['历史日封存', `${history.lastDay.head}（第 ${history.lastDay.number} 次，${paperDay(history.lastDay.day)}）`] as const]
        : []),
      ['数据 SHA-256', sha256],
    ],
    listHead: ['序号', '表名', '数据行数'],
    sheets: sheets.map((sheet, index) => [String(index + 1), sheet.name, sheet.rows]),
    notes: [
      '注：数据 SHA-256 按附件先后，对每张附件的表名和每一数据行（公式单元格记空）逐行计算。历史记录链首为生成时全部历史链的摘要，历史日封存为此前最近一次封存值，用于日后核对历史有无删改。',
    ],
  };
}
