import { type EnumName, isLabelList, keysOf, type LabelListName, labelOf, valuesOf } from '../contract/enumerations';
import { INDICATORS } from '../indicators/indicators';
import { indicatorOfName, TARGET_ZONES, type TargetZone, zoneOfLabel, zoneOnPaper } from '../targets/target';
import { holdsUnstorable, isStorable } from '../text/storable';
import { isCalendarDay } from '../time/calendar-day';

/**
 * 数据包里的一格: how a value of a record is written in a cell and read again (docs/package.md#cells), as import sheets have it: labels for
 * keys, 是/否, 元 with two decimals, lists with 、 between. What has no value is an empty cell. `decimals` are whole units of 1/10ⁿ:
 * 2 for 分 and hundredths of a percent, 3 for 1/1,000 units of a quantity, 4 for 1/10,000 元.
 */
export type CellForm =
  | { form: 'text' | 'whole' | 'number' | 'day' | 'instant' | 'yes-no' | 'texts' | 'json' | 'zone' | 'indicator' }
  | { form: 'decimals'; places: number }
  | { form: 'key' | 'keys'; list: ListName };
type ListName = EnumName | LabelListName;

const JOINED = '、';

/** The cell of a value as the database returns it. */
export function packedCell(form: CellForm, value: unknown): string {
  if (value === null || value === undefined) return '';
  switch (form.form) {
    case 'yes-no':
      return value === true ? '是' : '否';
    case 'texts':
      return (value as string[]).join(JOINED);
    case 'json':
      return JSON.stringify(value);
    case 'key':
      return labelIn(form.list, String(value));
    case 'keys':
      return (value as string[]).map((key) => labelIn(form.list, key)).join(JOINED);
    case 'decimals':
      return withPlaces(String(value), form.places);
    case 'zone':
      return zoneOnPaper(value as TargetZone);
    case 'indicator':
      return INDICATORS.find(({ key }) => key === value)?.name ?? String(value);
    default:
      return String(value);
  }
}

function withPlaces(units: string, places: number): string {
  const sign = units.startsWith('-') ? '-' : '';
  const digits = units.replace('-', '').padStart(places + 1, '0');
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The value of a cell for the database; undefined when it is none of this form. */
export function valueOfPacked(form: CellForm, cell: string): unknown {
  if (cell === '') return form.form === 'texts' || form.form === 'keys' ? [] : null;
  switch (form.form) {
    case 'text':
      return isStorable(cell) ? cell : undefined;
    case 'whole':
      return /^-?\d{1,15}$/.test(cell) ? cell : undefined;
    case 'number':
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(cell) ? cell : undefined;
    case 'day':
      return isCalendarDay(cell) ? cell : undefined;
    case 'instant':
      return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(cell) && !Number.isNaN(Date.parse(cell)) ? cell : undefined;
    case 'yes-no':
      return cell === '是' ? true : cell === '否' ? false : undefined;
    case 'texts':
      return isStorable(cell) ? cell.split(JOINED) : undefined;
    case 'json':
      return isJson(cell) && !holdsUnstorable(cell) ? cell : undefined;
    case 'key':
      return keyOfLabel(form.list, cell);
    case 'keys': {
      const keys = cell.split(JOINED).map((label) => keyOfLabel(form.list, label));
      return keys.includes(undefined) ? undefined : keys;
    }
    case 'decimals':
      return new RegExp(`^-?\\d{1,13}\\.\\d{${form.places}}$`).test(cell) ? String(BigInt(cell.replace('.', ''))) : undefined;
    case 'zone':
      return zoneOfLabel(cell) ?? TARGET_ZONES.find((zone) => zone === cell);
    case 'indicator':
      return indicatorOfName(cell);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const labelIn = (list: ListName, key: string): string => (isLabelList(list) ? key : labelOf(list, key));

function keyOfLabel(list: ListName, label: string): string | undefined {
  if (isLabelList(list)) return valuesOf(list).find((one) => one === label);
  // A key that the list does not know is written as it is (labelOf).
  return keysOf(list).find((key) => labelIn(list, key) === label) ?? (/^[a-z_]{1,40}$/.test(label) ? label : undefined);
}
