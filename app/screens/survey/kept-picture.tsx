import { useEffect, useRef, useState } from 'react';
import type { EvidenceTools } from './evidence-tools';

/** A picture stored on the phone, by its SHA-256; a grey field when its bytes are no longer here. */
export function KeptPicture({
  sha256,
  tools,
  label,
  className,
}: {
  sha256: string;
  tools: EvidenceTools;
  label: string;
  className: string;
}) {
  const [address, setAddress] = useState<string | null>(null);
  const latest = useRef(tools);
  latest.current = tools;
  useEffect(() => {
    let mine: string | null = null;
    let wanted = true;
    const letGo = () => mine?.startsWith('blob:') && URL.revokeObjectURL(mine);
    void latest.current.addressOf(sha256).then(
      (found) => {
        mine = found;
        if (wanted) setAddress(found);
        else letGo();
      },
      () => undefined,
    );
    return () => {
      wanted = false;
      letGo();
    };
  }, [sha256]);
  return address ? (
    <img src={address} alt={label} className={className} />
  ) : (
    <span role="img" aria-label={label} className={`${className} bg-page`} />
  );
}
