import type { DeviceStore } from '~/offline/store/device-store';

/** The id of this phone. It is made once and stays the same for every account. */
export async function deviceId(store: DeviceStore): Promise<string> {
  const row = await store.change('meta', 'device', (found) => found ?? { id: 'device', value: { id: newId(), next: 1 } });
  return (row.value as { id: string }).id;
}

/** Numbers what this phone submits, from 1, without gaps or repeats. */
export async function nextSequence(store: DeviceStore): Promise<number> {
  const row = await store.change('meta', 'device', (found) => {
    const { id, next } = (found?.value as { id: string; next: number } | undefined) ?? { id: newId(), next: 1 };
    return { id: 'device', value: { id, next: next + 1 } };
  });
  return (row.value as { next: number }).next - 1;
}

/** crypto.randomUUID is newer than the oldest browsers we support. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
