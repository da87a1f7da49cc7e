/** 问题门槛 as one line of 填报说明. */
import { DEADLINES, DEFAULT_THRESHOLDS, type Deadline, NUMBERED_THRESHOLDS, type Thresholds } from '~/domain/findings/thresholds';

const words: Readonly<Record<(typeof NUMBERED_THRESHOLDS)[number], (value: number) => string>> = {
  coldBelow: (value) => `受冻问题为室温低于 ${value} ℃`,
  visitsAnHour: (value) => `入户异常为一小时内多于 ${value} 份`,
  visitsADay: (value) => `或一天多于 ${value} 份`,
  fewestCompared: (value) => `不稳定区域从已改造并入户 ${value} 户起判断`,
  unstablePercent: (value) => `运行不稳定达到 ${value}%`,
  reburnPercent: (value) => `或复烧达到 ${value}%`,
  householdsPerAccount: (value) => `一个账号多于 ${value} 户为重复`,
};
const deadlineWord = (deadline: Deadline): string => (deadline === 'R12.urgent' ? 'R12（没通暖）' : deadline);

/** The numbers in force, the deadlines by their days, and which of them are not the defaults. */
export function thresholdsLine(thresholds: Thresholds): { text: string; basis: string } {
  const days = [...new Set(DEADLINES.map((deadline) => thresholds.days[deadline]))].sort((a, b) => a - b);
  const ofDays = days.map((count) => {
    const rules = [...DEADLINES].sort().filter((deadline) => thresholds.days[deadline] === count);
    return `${count} 天 ${rules.map(deadlineWord).join('、')}`;
  });
  const other = [
    ...NUMBERED_THRESHOLDS.filter((name) => thresholds[name] !== DEFAULT_THRESHOLDS[name]).map(
      (name) => `${words[name](thresholds[name])}（默认 ${DEFAULT_THRESHOLDS[name]}）`,
    ),
    ...DEADLINES.filter((name) => thresholds.days[name] !== DEFAULT_THRESHOLDS.days[name]).map(
      (name) => `${deadlineWord(name)} 时限 ${thresholds.days[name]} 天（默认 ${DEFAULT_THRESHOLDS.days[name]}）`,
    ),
  ];
  return {
    text: `${NUMBERED_THRESHOLDS.map((name) => words[name](thresholds[name])).join('，')}。整改时限：${ofDays.join('；')}`,
    basis: other.length === 0 ? '本采暖季均为默认值' : `本采暖季与默认值不同：${other.join('；')}`,
  };
}
