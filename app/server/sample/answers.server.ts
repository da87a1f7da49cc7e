import { CLEAN_MODES, type Heat, type Satisfaction, type Stability, type Stove } from '~/domain/contract/enumerations';
import { reburnSigns } from '~/domain/heating/reburn';
import type { QuestionKey } from '~/domain/survey/questions/questions';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { countyOf, SAMPLE_SEASONS, type SampleSeason } from './counties.server';
import { drawnAnswers } from './drawn-answers.server';
import type { Home } from './households.server';
import { type Random, randomOf } from './random.server';
import { wasPaid } from './subsidies.server';
import { surveyDay } from './survey-day.server';
import { usageOf } from './usage.server';

/** The state of a home on a day. The sample's answers follow the rules of the field survey, not only those of old paper. */
export type Seen = {
  installed: boolean;
  connected: boolean;
  used: boolean;
  /** The meter shows no use, so that no room is in normal use. */
  stands: boolean;
};

/**
 * A few homes whose records do not go together (app/domain/household/contradictions): a meter that stands where the rooms are in normal
 * use, a subsidy that was received but never paid. Somebody has to look at them.
 */
function isOdd({ record }: Home): boolean {
  return randomOf(record.number, 'odd').chance(0.01);
}

/** Whether the home is connected and used when the cadre first comes in a season; the same for every visit of it and for its rooms. */
export function seenIn(home: Home, season: SampleSeason): Seen {
  const { record, village, heat } = home;
  const day = surveyDay(home, season);
  const random = randomOf(record.number, 'heating', season);
  const installed = heat.installedFrom !== null && heat.installedFrom <= day;
  const connected = installed && heat.connectedFrom !== null && heat.connectedFrom <= day;
  const lived = record.residence === 'resident' || record.residence === 'heating_season';
  const stands = usageOf(home, season)?.usage === 0 && !isOdd(home);
  return { installed, connected, used: connected && random.chance(countyOf(village.code).used * (lived ? 1 : 0.7)) && !stands, stands };
}

/** The questions whose answers follow the sample's story, so that its figures resemble those of real counties. */
const STORY: ReadonlySet<QuestionKey> = new Set([
  'mainHeat',
  'otherHeat',
  'connected',
  'stability',
  'unstableCauses',
  'roomTemperature',
  'outageDays',
  'coalStock',
  'coalKg',
  'stove',
  'smoke',
  'boughtCoal',
  'coalTonnes',
  'reburnReasons',
  'subsidyKnown',
  'subsidyReceived',
  'subsidyAmount',
  'coAlarm',
  'satisfaction',
  'request',
  'note',
]);

/** The answers of the story, and for every other question an answer drawn by its form. */
export function answersOf(home: Home, season: SampleSeason, visit: string): VisitAnswers {
  return drawnAnswers(storyOf(home, season, visit), STORY, visit, home.record);
}

function storyOf(home: Home, season: SampleSeason, visit: string): VisitAnswers {
  const { record, village } = home;
  const county = countyOf(village.code);
  const random = randomOf(visit, 'answers');
  const seen = seenIn(home, season);
  const stability = seen.connected ? stabilityOf(random, county.stable) : undefined;
  const troubled = stability === 'unstable' || stability === 'unable';
  const mainHeat = mainHeatOf(random, record.mode, seen, stability);
  const reburns = seen.installed && random.chance(county.reburns);
  const answers: VisitAnswers = {
    mainHeat,
    ...(CLEAN_MODES.has(record.mode) && { connected: seen.connected }),
    ...(stability && { stability }),
    ...(troubled && { unstableCauses: causesOf(random, record.mode) }),
    ...(troubled && random.chance(0.6) && { outageDays: random.between(1, stability === 'unable' ? 60 : 15) }),
    ...temperatureOf(random, mainHeat, troubled),
    ...coalOf(random, mainHeat, reburns),
    ...(random.chance(0.6) && { smoke: mainHeat === 'loose_coal' || mainHeat === 'wood' || random.chance(0.02) }),
    subsidyKnown: random.chance(0.86),
    coAlarm: random.chance(0.58),
    ...(random.chance(0.93) && { satisfaction: satisfactionOf(random, troubled ? county.content / 3 : county.content) }),
    ...(random.chance(0.03) && {
      request: random.pick(['希望延长补贴年限', '希望降低气价', '请检修暖气片', '希望接入集中供热', '电费偏高，希望提高补贴']),
    }),
  };
  if (CLEAN_MODES.has(record.mode)) {
    const before = SAMPLE_SEASONS[SAMPLE_SEASONS.indexOf(season) - 1];
    answers.subsidyReceived =
      seen.connected && random.chance(0.8) && (isOdd(home) || wasPaid(home, season) || (before !== undefined && wasPaid(home, before)));
    if (reburnSigns(answers).length > 0) answers.reburnReasons = reasonsOf(random, seen);
  }
  return answers;
}

function stabilityOf(random: Random, stable: number): Stability {
  if (random.chance(stable)) return random.chance(0.76) ? 'stable' : 'mostly';
  return random.chance(0.82) ? 'unstable' : 'unable';
}

function mainHeatOf(random: Random, mode: string, seen: Seen, stability: Stability | undefined): Heat {
  if (stability === 'unable') return random.weighted<Heat>({ no_heating: 35, electric_spot: 35, wood: 30 });
  if (seen.connected && seen.used) return mode as Heat;
  if (seen.connected) return random.weighted<Heat>({ wood: 42, electric_spot: 42, no_heating: 16 });
  if (seen.installed) return random.weighted<Heat>({ loose_coal: 30, wood: 34, electric_spot: 28, no_heating: 8 });
  if (mode === 'clean_coal') return 'clean_coal';
  return random.weighted<Heat>({ loose_coal: 62, wood: 20, clean_coal: 12, electric_spot: 5, no_heating: 1 });
}

function causesOf(random: Random, mode: string): string[] {
  const byMode: Record<string, readonly string[]> = {
    gas: ['停气', '限气', '气压低', '设备故障', '费用高自停', '补贴未到'],
    district_heat: ['供热温度低', '管网未通', '维修不及时', '房屋保温差'],
    electric_household: ['停电', '电压低/跳闸', '设备故障', '费用高自停', '房屋保温差'],
  };
  const causes = byMode[mode] ?? ['设备故障', '维修不及时', '费用高自停', '房屋保温差', '其他'];
  const first = random.pick(causes);
  const second = random.pick(causes);
  return first === second || random.chance(0.6) ? [first] : [first, second];
}

/** The temperature is measured where people may be cold, and in some of the other homes. */
function temperatureOf(random: Random, mainHeat: Heat, troubled: boolean): Pick<VisitAnswers, 'roomTemperature'> {
  const degrees = (least: number, most: number) => ({ roomTemperature: random.between(least * 2, most * 2) / 2 });
  if (mainHeat === 'no_heating') return degrees(3, 13);
  if (troubled) return degrees(12, 19);
  if (mainHeat === 'electric_spot' || mainHeat === 'wood') return random.chance(0.5) ? degrees(13, 19) : {};
  return random.chance(0.4) ? degrees(17, 23) : {};
}

type Coal = Pick<VisitAnswers, 'otherHeat' | 'coalStock' | 'coalKg' | 'stove' | 'boughtCoal' | 'coalTonnes'>;

function coalOf(random: Random, mainHeat: Heat, reburns: boolean): Coal {
  if (mainHeat === 'loose_coal' || mainHeat === 'clean_coal') {
    const boughtCoal = random.chance(0.86);
    return {
      coalStock: mainHeat === 'loose_coal' ? 'loose' : 'clean',
      coalKg: random.between(10, 60) * 50,
      stove: 'in_use',
      boughtCoal,
      ...(boughtCoal && { coalTonnes: random.between(5, 40) / 10 }),
    };
  }
  const stove = random.weighted<Stove>({ removed: 66, sealed: 20, kept: 14 });
  const none: Coal = { coalStock: 'none', stove, boughtCoal: false };
  if (!reburns) return none;
  switch (
    random.weighted<'beside' | 'stove' | 'bought' | 'heap'>({ beside: mainHeat === 'no_heating' ? 0 : 30, stove: 30, bought: 20, heap: 20 })
  ) {
    case 'beside':
      return {
        otherHeat: ['loose_coal'],
        coalStock: 'loose',
        coalKg: random.between(4, 30) * 50,
        stove: 'in_use',
        boughtCoal: random.chance(0.5),
      };
    case 'stove':
      return { ...none, stove: 'in_use' };
    case 'bought':
      return { ...none, boughtCoal: true, coalTonnes: random.between(3, 20) / 10 };
    case 'heap':
      return { ...none, coalStock: 'loose', coalKg: random.between(2, 20) * 50, stove: random.pick(['sealed', 'kept'] as const) };
  }
}

function reasonsOf(random: Random, seen: Seen): string[] {
  if (!seen.installed) return ['其他'];
  const reasons = [
    '运行费用高',
    '补贴减少或停发',
    '补贴未到账',
    '设备坏或不会用',
    '不热',
    '房间多供不到',
    '停气停电',
    '习惯(炕或做饭)',
    '老人不舍得',
    '出租屋无人管',
  ];
  return random.chance(0.7) ? [random.pick(reasons)] : ['运行费用高', random.pick(reasons.slice(1))];
}

function satisfactionOf(random: Random, content: number): Satisfaction {
  return random.chance(content)
    ? random.weighted<Satisfaction>({ good: 68, fair: 32 })
    : random.weighted<Satisfaction>({ so_so: 70, bad: 30 });
}
