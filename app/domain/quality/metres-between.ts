type Point = { latitude: number; longitude: number };

/** Two places this near are one courtyard for a phone's receiver. */
export const NEAR_METRES = 500;

/** How far two places are apart, in metres, on a sphere of 6,371 km (the haversine formula). */
export function metresBetween(a: Point, b: Point): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const half =
    Math.sin(rad(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(rad(b.longitude - a.longitude) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(half)));
}
