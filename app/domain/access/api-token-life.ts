/**
 * 接口令牌保持多久: a program signs in once a day. It has no person before it who would notice a stolen token, and signing
 * in again costs it nothing.
 */
const API_TOKEN_HOURS = 24;

export function apiTokenEndsAt(createdAt: Date): Date {
  return new Date(createdAt.getTime() + API_TOKEN_HOURS * 3_600_000);
}
