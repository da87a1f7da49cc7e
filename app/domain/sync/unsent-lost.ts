/**
 * 停用会丢掉什么: what the person who retires a phone has to say that they know is lost, as the page sends it: the number of records and
 * drafts that the phone last said it had not sent, “?” where it never said, null where it said there are none. A number that has changed
 * since the page was shown is asked again.
 */
export function unsentLost(unsent: number | null): string | null {
  return unsent === null ? '?' : unsent === 0 ? null : String(unsent);
}
