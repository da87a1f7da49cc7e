import { COUNTIES, SAMPLE_SEASONS } from './counties.server';

/** 目标 of the sample: what the plan of 2021 asks by zone type, for the city, and invented ones for each county. Percent as on paper. */
export type SampleTarget = { division: string; season: string; zoneType: string; indicator: string; target: string; basis: string };

const PLAN = '朔政办发〔2021〕31号 三（三）';
const CITY: readonly Omit<SampleTarget, 'division' | 'season'>[] = [
  { zoneType: '全部', indicator: '入户完成率', target: '100', basis: `${PLAN}：一村一户认真排查，不留死角` },
  { zoneType: '城市建成区', indicator: '清洁取暖覆盖率(户)', target: '100', basis: `${PLAN}：建成区及周边地区全覆盖` },
  { zoneType: '县城建成区', indicator: '清洁取暖覆盖率(户)', target: '100', basis: `${PLAN}：建成区及周边地区全覆盖` },
  { zoneType: '城乡结合部', indicator: '清洁取暖覆盖率(户)', target: '100', basis: `${PLAN}：建成区及周边地区全覆盖` },
  { zoneType: '平原川谷农村', indicator: '清洁取暖覆盖率(户)', target: '60', basis: `${PLAN}：农村地区覆盖率达60%以上` },
  { zoneType: '山区农村', indicator: '清洁取暖覆盖率(户)', target: '60', basis: `${PLAN}：农村地区覆盖率达60%以上` },
  { zoneType: '平原川谷农村', indicator: '散煤复烧率', target: '3', basis: `${PLAN}：力争散煤基本清零（示例值）` },
];

export const TARGETS: readonly SampleTarget[] = SAMPLE_SEASONS.slice(-1).flatMap((season) => [
  ...CITY.map((target) => ({ ...target, division: '1406', season })),
  ...COUNTIES.flatMap(({ code, connected }, at) => [
    {
      division: code,
      season,
      zoneType: '全部',
      indicator: '接通率',
      target: String(Math.round(connected * 100)),
      basis: `示例〔2020〕${at + 11}号`,
    },
    { division: code, season, zoneType: '全部', indicator: '补贴到位率(金额)', target: '95', basis: `示例〔2020〕${at + 11}号` },
  ]),
]);
