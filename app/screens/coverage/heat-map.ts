import type { CSSProperties } from 'react';

/**
 * Shades of one hue from light to dark. Dark text is readable on all of them (5.9 : 1 on the darkest), and a black-and-white
 * print shows five greys.
 */
const SHADES = ['#f4f8fc', '#dfebf7', '#c5daf0', '#a5c6e6', '#82afda'];
const INK = '#1c2430';

/** The shade of a value between the lowest and the highest of its column; none when all values are equal or missing. */
export function shadeOf(value: number | null, lowest: number, highest: number): CSSProperties | undefined {
  if (value === null || highest <= lowest) return undefined;
  const step = Math.min(SHADES.length - 1, Math.floor(((value - lowest) / (highest - lowest)) * SHADES.length));
  return { backgroundColor: SHADES[step], color: INK };
}

export const HEAT_MAP_SHADES: readonly string[] = SHADES;
