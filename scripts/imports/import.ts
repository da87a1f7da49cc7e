/** npm run import -- FILE.xlsx [--accept-valid] [--dry-run] */
import { access } from 'node:fs/promises';
import { extname } from 'node:path';
import { isLanguage, type Language } from '~/domain/access/language';
import { OPERATOR } from '~/domain/access/person';
import { Refusal, refuse } from '~/domain/problems';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { words } from '~/i18n/words.server';
import { WorkbookRefusal } from '~/imports/open-sheets';
import { lineOfProblem, sentenceOfNote } from '~/imports/sentences';
import { goodRows, type ImportResult, importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { runCommand, wrongUsage } from '../command/command';

/** Problems printed for each sheet and kind; the errors workbook has those of all refused rows. */
const PRINTED = 20;

runCommand({
  name: 'import',
  usage: 'npm run import -- FILE.xlsx [--accept-valid] [--dry-run] [--lang zh-CN|en]',
  about:
    '导入工作簿（行政区划、采暖季、用户、热源、户台账、房屋、入户记录、用能计量、抄表、禁煤区、改造计划、补贴政策、应补、发放、资金）。默认全部通过才导入；没有通过的行写入 FILE.errors.xlsx。\n' +
    'Imports a workbook that follows the contract. All or nothing by default; refused rows are written to FILE.errors.xlsx.',
  files: [{ name: 'FILE.xlsx', about: '要导入的工作簿 / the workbook' }],
  options: {
    'accept-valid': { type: 'boolean', about: '只导入正确的行 / take the good rows, leave out the refused ones' },
    'dry-run': { type: 'boolean', about: '只检查，不保存 / check everything, keep nothing' },
    lang: { type: 'string', value: 'LANG', about: '输出语言 zh-CN 或 en / language of the output' },
  },
  async run({ values, files, database, progress, print, say }) {
    const file = files[0]!;
    const language = languageFrom(values.lang);
    const t = words(language);
    await access(file).catch(() => refuse('workbook.not-found', { file }));
    const db = await database();
    let stage = '';
    const result = await importWorkbook(db, OPERATOR, file, {
      acceptValid: values['accept-valid'],
      dryRun: values['dry-run'],
      errorsTo: errorsPath(file),
      most: PRINTED,
      progress({ stage: name, sheet, done, total }) {
        const label = `${t(`imports:stage.${name}`)}${sheet ? ` ${sheet}` : ''}`;
        if (label !== stage) progress.begin(label, total);
        stage = label;
        progress.reach(done);
      },
    }).catch((error: unknown) => {
      // The command itself prints the last of several reasons.
      if (error instanceof WorkbookRefusal) for (const problem of error.problems.slice(1)) say(sentenceOf(language, problem));
      throw error;
    });
    progress.end();
    printResult(result, language, print);
    if (result.outcome === 'refused') throw new Refusal({ code: 'import.not-imported', details: { refused: refusedOf(result) } });
  },
});

function languageFrom(option: string | undefined): Language {
  if (option !== undefined)
    return isLanguage(option)
      ? option
      : wrongUsage('command.option-not-understood', { option: 'lang', value: option, expected: 'zh-CN / en' });
  return /^en/i.test(process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG ?? '') ? 'en' : 'zh-CN';
}

/** roster.xlsx → roster.errors.xlsx, beside it. */
function errorsPath(file: string): string {
  const extension = extname(file);
  return `${extension.toLowerCase() === '.xlsx' ? file.slice(0, -extension.length) : file}.errors.xlsx`;
}

function refusedOf(result: ImportResult): number {
  return result.sheets.reduce((sum, sheet) => sum + sheet.refused, 0);
}

function printResult(result: ImportResult, language: Language, print: (text: string) => void): void {
  const t = words(language);
  for (const note of result.fileNotes) print(sentenceOfNote(t, note));
  for (const sheet of result.sheets) print(t('imports:counts', { ...sheet }));
  for (const problem of result.problems) print(`${t(`imports:level.${problem.level}`)} ${lineOfProblem(t, problem)}`);
  if (result.problemCount > result.problems.length) print(t('imports:more', { count: result.problemCount - result.problems.length }));
  if (result.errorsFile !== undefined) {
    const rows = result.outcome === 'imported' ? 0 : goodRows(result.sheets);
    const left = rows > 0 ? t('imports:goodRowsLeft', { rows }) : '';
    print(t(left === '' ? 'imports:errorsFile' : 'imports:errorsFileAlone', { file: result.errorsFile, left }));
  }
  print(t(`imports:outcome.${result.outcome}`));
}
