import { deviceOf } from '~/screens/accounts/device-of';

/** A phone's name by which the township recognises it: “Redmi Note 8 · Chrome · Android”. Newer browsers hide the model (“K”). */
export function phoneNameOf(userAgent: string): string {
  const model = /Android [\d.]+; (?:[a-z]{2}-[a-z]{2}; )?([^;)]+?)(?: Build\/[^;)]*)?[;)]/i.exec(userAgent)?.[1]?.trim();
  return [model === 'K' ? undefined : model, deviceOf(userAgent)].filter(Boolean).join(' · ').slice(0, 100);
}

/** The name a phone registered with. Earlier versions of the app sent the user agent instead. */
export function shownPhoneName(name: string): string {
  return name.startsWith('Mozilla/') ? phoneNameOf(name) : name;
}
