import { type EvidenceTools, PhotoNotSent } from '../evidence-tools';

/** Photos of a form of the web: sent as they are taken, by the same way as the phone's; shown from here until the page is left. */
export function sentPhotoTools(csrfToken: string): EvidenceTools {
  const here = new Map<string, Blob>();
  return {
    keepFile: async (bytes) => {
      const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
      const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const sending = fetch(`/field-data/photos/${sha256}`, {
        method: 'PUT',
        headers: { 'Content-Type': bytes.type, Accept: 'application/json', 'X-CSRF-Token': csrfToken },
        body: bytes,
      });
      const taken = await sending.then(
        ({ ok }) => ok,
        () => false,
      );
      if (!taken) throw new PhotoNotSent();
      here.set(sha256, bytes);
      return sha256;
    },
    addressOf: async (sha256) => {
      const bytes = here.get(sha256);
      return bytes ? URL.createObjectURL(bytes) : `/photos/${sha256}`;
    },
    pledgeSigned: false,
  };
}
