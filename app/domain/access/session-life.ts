import type { Role } from '../contract/enumerations';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * 登录保持多久: how long a browser stays signed in without being used (idle) and at most (absolute), in milliseconds.
 *
 * A cadre's phone is in one person's pocket and must work in a yard without typing a password: a week idle, thirty days
 * at most. A desk in an office is passed by many people: two hours idle, one working day at most.
 */
function sessionLife(role: Role): { idle: number; absolute: number } {
  return role === 'cadre' ? { idle: 7 * DAY, absolute: 30 * DAY } : { idle: 2 * HOUR, absolute: 12 * HOUR };
}

/** When a session ends that was created and last used at these instants. */
export function sessionEndsAt(role: Role, createdAt: Date, lastSeenAt: Date): Date {
  const life = sessionLife(role);
  return new Date(Math.min(createdAt.getTime() + life.absolute, lastSeenAt.getTime() + life.idle));
}

/**
 * How long the browser keeps the cookie, in seconds. Undefined keeps it until the browser is closed, as a shared desk needs. A
 * phone closes its browser by itself many times a day, and a cadre who had to type a password each time would send nothing. The
 * limits of the server (above) hold in both cases.
 */
export function cookieSeconds(role: Role): number | undefined {
  return role === 'cadre' ? sessionLife(role).absolute / 1000 : undefined;
}
