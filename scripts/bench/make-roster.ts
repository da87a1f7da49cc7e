/**
 * A workbook of a large county for measuring: households, two blocks of rooms each, shared strings as Excel and WPS write them.
 * Every run makes the same file.
 */
import { createWriteStream } from 'node:fs';
import ExcelJS from 'exceljs';
import { keysOf, labelOf } from '~/domain/contract/enumerations';
import { checkCharacterOf } from '~/domain/household/id-number';
import { SHEETS, type SheetName } from '~/imports/contract-sheets';

const SEASON = '2020-2021';
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = [...'建国伟强秀英桂兰玉梅海军志刚明华丽红文平春生'];
const MODES = keysOf('mode').map((key) => labelOf('mode', key));

type Row = Record<string, string | number | boolean>;

export async function makeRoster(path: string, villages: readonly string[], households: number): Promise<void> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: createWriteStream(path), useStyles: false, useSharedStrings: true });
  await writeSheet(workbook, '采暖季', [{ season: SEASON, division: '1406', startsOn: '2020-11-01', endsOn: '2021-03-31' }]);
  await writeSheet(
    workbook,
    '户台账',
    map(households, (n) => household(n, villages)),
  );
  await writeSheet(workbook, '房屋', map(households * 2, room));
  await workbook.commit();
}

function* map(count: number, make: (n: number) => Row): Generator<Row> {
  for (let n = 0; n < count; n++) yield make(n);
}

async function writeSheet(workbook: ExcelJS.stream.xlsx.WorkbookWriter, name: SheetName, rows: Iterable<Row>): Promise<void> {
  const { columns } = SHEETS[name];
  const sheet = workbook.addWorksheet(name);
  sheet.addRow(columns.map(({ title }) => title)).commit();
  let written = 0;
  for (const row of rows) {
    sheet.addRow(columns.map(({ key }) => row[key] ?? null)).commit();
    if (++written % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  sheet.commit();
}

const numberOf = (n: number): string => `B${String(n).padStart(9, '0')}`;
const two = (n: number): string => String(n).padStart(2, '0');

function household(n: number, villages: readonly string[]): Row {
  const first17 = `140602${1940 + (n % 60)}${two(1 + (n % 12))}${two(1 + (n % 28))}${String(n % 1000).padStart(3, '0')}`;
  const head = `${SURNAMES[n % 20]}${GIVEN[(n >> 4) % 22]}${GIVEN[(n >> 8) % 22]}`;
  const day = `${2017 + (n % 4)}-${two(5 + (n % 5))}-${two(1 + (n % 28))}`;
  return {
    number: numberOf(n),
    village: villages[n % villages.length]!,
    head,
    idNumber: first17 + checkCharacterOf(first17),
    phone: `13${String(800_000_000 + n)}`,
    address: `${1 + (n % 40)}排${1 + (n % 30)}号`,
    residence: ['常住', '采暖季常住', '季节性居住', '常年外出'][n % 4]!,
    hardship: n % 7 === 0 ? '低保户、残疾' : '',
    houseUse: '居住',
    status: n % 50 === 0 ? '闲置' : '正常',
    people: 1 + (n % 5),
    elderly: n % 2,
    heatedArea: 40 + (n % 9000) / 100,
    mode: MODES[n % MODES.length]!,
    device: '燃气壁挂炉',
    year: 2017 + (n % 4),
    batch: '国家任务',
    inPlan: n % 9 === 0 ? '否' : '是',
    installedOn: day,
    connectedOn: day,
    electricMeter: `E${100_000_000 + n}`,
    gasMeter: `G${100_000_000 + n}`,
    serial: `SN${n}`,
    invoice: `FP${20_000_000 + n}`,
    bankAccount: `6217${String(n).padStart(15, '0')}`,
    bankHolder: head,
    note: `第${n}户`,
  };
}

function room(n: number): Row {
  return {
    household: numberOf(n >> 1),
    season: SEASON,
    room: 1 + (n & 1),
    kind: n & 1 ? '南房' : '正房',
    heatedArea: 20 + (n % 5000) / 100,
    letting: n % 11 === 0 ? '出租有人' : '自住',
    connected: n % 5 === 0 ? '否' : '是',
    use: n % 5 === 0 ? '未使用' : '正常使用',
  };
}
