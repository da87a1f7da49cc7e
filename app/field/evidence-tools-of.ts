import type { Phone } from '~/offline/phone';
import type { EvidenceTools } from '~/screens/survey/evidence-tools';

/** Photos of a visit, kept on this phone until they have been sent. */
export const evidenceToolsOf = (phone: Phone, visit: string, pledgeSigned: boolean | null): EvidenceTools => ({
  keepFile: async (bytes) => phone.keepPhoto(visit, await bytes.arrayBuffer(), bytes.type),
  addressOf: async (sha256) => {
    const photo = await phone.photo(sha256);
    return photo && URL.createObjectURL(photo);
  },
  pledgeSigned,
});
