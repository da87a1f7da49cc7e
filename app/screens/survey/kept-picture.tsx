import { useEffect, useState } from 'react';
import type { EvidenceTools } from './evidence-tools';

/** A picture that is kept on the phone, by its SHA-256; a grey field where its bytes are no longer here. */
export function KeptPicture({ sha256, tools, label, className }: { sha256: string; tools: EvidenceTools; label: string; className: string }) {
  const [address, setAddress] = useState<string | null>(null);
  const { addressOf } = tools;
  useEffect(() => {
    let wanted = true;
    void addressOf(sha256).then((found) => wanted && setAddress(found), () => undefined);
    return () => {
      wanted = false;
    };
  }, [sha256, addressOf]);
  return address ? <img src={address} alt={label} className={className} /> : <span role="img" aria-label={label} className={`${className} bg-page`} />;
}
