import { aheadWhen, type ClockReading, trueInstant } from '~/domain/time/phone-clock';
import type { DeviceStore } from '~/offline/store/device-store';

/** How far this phone's clock was ahead at the server's last answer, for every account; null when there was no answer yet. */
export async function keptClock(store: DeviceStore): Promise<ClockReading | null> {
  return ((await store.get('meta', 'clock'))?.value as ClockReading | undefined) ?? null;
}

/** Answers are frequent and say the same, so the disk is written only when the difference changed or after this time. */
const WRITTEN_AGAIN_SECONDS = 300;
const SAME_SECONDS = 30;

export function isWorthKeeping(kept: ClockReading | null, reading: ClockReading): boolean {
  if (!kept || Math.abs(kept.aheadSeconds - reading.aheadSeconds) > SAME_SECONDS) return true;
  return Math.abs(Date.parse(reading.at) - Date.parse(kept.at)) > WRITTEN_AGAIN_SECONDS * 1_000;
}

type WithClock = { clock: ClockReading | null };

/**
 * The current time by the server's clock, as far as the phone knows it. Everything recorded on the phone takes its time from
 * here.
 */
export function rightNow({ clock }: WithClock): string {
  return trueInstant(clock, new Date().toISOString());
}

/** By how many seconds the phone's clock is ahead now; 0 when it is right or nothing is known. */
export function aheadNow({ clock }: WithClock): number {
  return aheadWhen(clock, new Date().toISOString());
}
