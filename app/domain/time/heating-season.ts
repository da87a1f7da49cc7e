/** 采暖季, named by its two years: '2020-2021'. */
export type SeasonName = string;

const PATTERN = /^(\d{4})-(\d{4})$/;

/** True for two successive years from 2000 to 2099, '2020-2021'. */
export function isSeasonName(text: string): text is SeasonName {
  const match = PATTERN.exec(text);
  if (!match) return false;
  const first = Number(match[1]);
  return first >= 2000 && first <= 2099 && Number(match[2]) === first + 1;
}

function shift(season: SeasonName, years: number): SeasonName {
  const first = Number(season.slice(0, 4)) + years;
  return `${first}-${first + 1}`;
}

export function seasonBefore(season: SeasonName): SeasonName {
  return shift(season, -1);
}

export function seasonAfter(season: SeasonName): SeasonName {
  return shift(season, 1);
}
