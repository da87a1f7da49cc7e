import { deviceOf } from '~/screens/accounts/device-of';

/** A phone as its township recognises it: “Redmi Note 8 · Chrome · Android”. Newer browsers keep the model to themselves (“K”). */
export function phoneNameOf(userAgent: string): string {
  const model = /Android [\d.]+; (?:[a-z]{2}-[a-z]{2}; )?([^;)]+?)(?: Build\/[^;)]*)?[;)]/i.exec(userAgent)?.[1]?.trim();
  return [model === 'K' ? undefined : model, deviceOf(userAgent)].filter(Boolean).join(' · ').slice(0, 100);
}

/** What a phone registered as; earlier versions of the app sent what the browser calls itself. */
export function shownPhoneName(name: string): string {
  return name.startsWith('Mozilla/') ? phoneNameOf(name) : name;
}
