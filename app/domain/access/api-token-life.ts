/** 接口令牌保持多久: nobody sits in front of a program to notice that its token was stolen, and signing in again costs it nothing. */
const API_TOKEN_HOURS = 24;

export function apiTokenEndsAt(createdAt: Date): Date {
  return new Date(createdAt.getTime() + API_TOKEN_HOURS * 3_600_000);
}
