/** 填报说明 tells by which thresholds findings were judged. */
import { expect, test } from 'vitest';
import { thresholdsOf } from '~/domain/findings/thresholds';
import { instructionsSheet } from '~/reports/instructions/instructions.sheet';
import { headingOf } from '~/reports/words';

const lineOf = (own: unknown) => {
  const heading = headingOf({ name: '朔城区', level: 'county' } as never, '2020-2021', '2021-02-01');
  return (instructionsSheet(heading, false, thresholdsOf(own)).rows as { name: string; text: string; basis: string }[]).find(
    ({ name }) => name === '问题门槛',
  )!;
};

test('the thresholds in force, and which are not the defaults', () => {
  expect(lineOf(null)).toMatchObject({
    text:
      '受冻问题为室温低于 16 ℃，入户异常为一小时内多于 12 份，或一天多于 60 份，不稳定区域从已改造并入户 10 户起判断，' +
      '运行不稳定达到 10%，或复烧达到 3%，一个账号多于 3 户为重复。整改时限：1 天 R12（没通暖）、R23、R25；7 天 R08、R09、R21；' +
      '15 天 R05、R06、R10、R12、R13、R14、R17、R18、R19、R20；30 天 R01、R02、R03、R04、R07、R11、R15、R16、R22、R24',
    basis: '本采暖季均为默认值',
  });
  const own = lineOf({ coldBelow: 18, days: { R09: 3 } });
  expect(own.text).toContain('受冻问题为室温低于 18 ℃');
  expect(own.text).toContain('3 天 R09；7 天 R08、R21；');
  expect(own.basis).toBe('本采暖季与默认值不同：受冻问题为室温低于 18 ℃（默认 16）；R09 时限 3 天（默认 7）');
});
