import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R10 应通未通 (docs/definitions.md#rule-r10, docs/definitions.md#clause-c5): the season has begun in the household's county and it is
 * installed but not connected: the visit used says so, or without a visit there is no 接通日期 by p.
 *
 * From the first day of the season on, that day included. Where no dates were set no season begins and nothing opens.
 */
export const installedNotConnected: HouseholdRule = (home) => {
  if (home.startsOn === null || home.asOf < home.startsOn || home.sums.I === 0 || home.sums.C > 0) return [];
  const { conversion, visit } = home;
  const cause = { mode: conversion?.mode ?? 'none', installedOn: conversion?.installedOn ?? null, visitedOn: visit?.day ?? null };
  return [opened('R10', home.household, home.thresholds, { cause })];
};
