import { expect, test } from 'vitest';
import { reportingUnit } from '~/domain/report/reporting-unit';

test.each([
  ['city', '朔州市', '朔州市能源局'],
  ['county', '朔城区', '朔城区能源局'],
  ['township', '下团堡乡', '下团堡乡人民政府'],
  ['township', '北城街道', '北城街道办事处'],
  ['village', '小平易村', '小平易村村民委员会'],
  ['village', '小平易村委会', '小平易村委会'],
] as const)('the report of the %s %s is filled in by %s', (level, name, unit) => {
  expect(reportingUnit({ name, level })).toBe(unit);
});
