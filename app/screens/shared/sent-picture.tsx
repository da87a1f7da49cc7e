import { useTranslation } from 'react-i18next';

/**
 * A photo or a signature that a phone sent, by its SHA-256. Pressing it opens it in full size. While it is still on the phone,
 * a text takes its place.
 */
export function SentPicture({ sha256, label, arrived, className }: { sha256: string; label: string; arrived: boolean; className: string }) {
  const { t } = useTranslation('review');
  if (!arrived)
    return (
      <p className={`${className} flex items-center rounded border border-dashed border-line-strong p-2 text-small text-ink-faint`}>
        {t('evidence.onPhone')}
      </p>
    );
  return (
    <a href={`/photos/${sha256}`} target="_blank" rel="noopener" className="inline-block">
      <img src={`/photos/${sha256}`} alt={label} loading="lazy" className={`${className} rounded border border-line`} />
    </a>
  );
}
