/**
 * Shades of one hue from light to dark, as classes of app/styles/app.css. Dark text is readable on all of them (5.9 : 1 on the darkest).
 */
export const HEAT_MAP_SHADES = ['shade-0', 'shade-1', 'shade-2', 'shade-3', 'shade-4'] as const;

/** The shade of a value between the lowest and the highest of its column; none when all values are equal or missing. */
export function shadeOf(value: number | null, lowest: number, highest: number): string | undefined {
  if (value === null || highest <= lowest) return undefined;
  const steps = HEAT_MAP_SHADES.length;
  return HEAT_MAP_SHADES[Math.min(steps - 1, Math.floor(((value - lowest) / (highest - lowest)) * steps))];
}
