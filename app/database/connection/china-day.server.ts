/** Days in China in SQL, as `dayInShanghai` of app/domain/time/calendar-day counts them. A day comes back as text, YYYY-MM-DD. */

const ZONE = `AT TIME ZONE 'Asia/Shanghai'`;

/** The day in China of an expression that gives an instant. */
export function chinaDay(instant: string): string {
  return `(${instant} ${ZONE})::date`;
}

/** The hour in China, 0 to 23, of an expression that gives an instant. */
export function chinaHour(instant: string): string {
  return `extract(hour FROM ${instant} ${ZONE})`;
}

/** The instant at which a day ends in China: the first of the day after. */
export function endOfChinaDay(day: string): string {
  return `((${day} + 1)::timestamp ${ZONE})`;
}
