/** China has had one time without daylight saving since 1991: eight hours ahead of UTC. Whatever needs its clock asks here. */
const HOURS_AHEAD = 8;
const ZONE = `+${String(HOURS_AHEAD).padStart(2, '0')}:00`;

/** What a clock in China shows at an instant (a Date or ISO text with zone): 'YYYY-MM-DDTHH:MM:SS'. RangeError for what is no instant. */
export function clockInShanghai(instant: Date | string): string {
  const at = typeof instant === 'string' ? Date.parse(instant) : instant.getTime();
  return new Date(at + HOURS_AHEAD * 3_600_000).toISOString().slice(0, 19);
}

/** The instant, as ISO text with its zone, at which a clock in China shows 'YYYY-MM-DDTHH:MM:SS'. */
export function atClockInShanghai(clock: string): string {
  return `${clock}${ZONE}`;
}
