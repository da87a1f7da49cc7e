const CHANNEL = 'qingnuan-field';

/** Tells other tabs of this phone to read the changes (Phone.reread). */
export function tellOtherTabs(): void {
  if (typeof BroadcastChannel === 'undefined' || typeof document === 'undefined') return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('changed');
  channel.close();
}

export function hearOtherTabs(listener: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = listener;
  return () => channel.close();
}
