import type { VisitPlace } from '~/domain/survey/evidence';

/** Why there is no place: the phone has no such service, the person refused, no satellites, or it took too long. */
export type NoPlace = 'unsupported' | 'refused' | 'unavailable' | 'timeout';

/** Long enough for a cold start outdoors. The form stays usable meanwhile. */
const PATIENCE_MS = 30_000;
/** A place measured within the last minute is still that of this yard. */
const STILL_GOOD_MS = 60_000;

/** 取位置: where the phone is, with the accuracy it states. Works without a network. */
export function findPlace(): Promise<VisitPlace | NoPlace> {
  if (!('geolocation' in navigator)) return Promise.resolve('unsupported');
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) =>
        resolve({
          latitude: sixDecimals(coords.latitude),
          longitude: sixDecimals(coords.longitude),
          accuracy: Math.ceil(coords.accuracy),
          at: new Date(timestamp).toISOString(),
        }),
      ({ code }) => resolve(code === 1 ? 'refused' : code === 3 ? 'timeout' : 'unavailable'),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: STILL_GOOD_MS },
    );
  });
}

/** Six decimals are ten centimetres; no phone measures better. */
function sixDecimals(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
