const CHANNEL = 'qingnuan-field';

/** Other tabs of this phone read anew what changed (Phone.reread). */
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
