import { useTranslation } from 'react-i18next';
import type { VisitPhoto, VisitSignature } from '~/domain/survey/evidence';
import { SentPicture } from '~/screens/shared/sent-picture';

/** The pictures of a visit's field (visit-fields.ts), shown beside its words; nothing for a field without pictures. */
export function FieldPictures({ field, value, arrived }: { field: string; value: unknown; arrived: readonly string[] }) {
  const { t } = useTranslation(['survey', 'evidence']);
  if (field === 'evidence.photos' && Array.isArray(value)) {
    return (
      <ul className="mt-1 flex flex-wrap gap-2">
        {(value as VisitPhoto[]).map(({ sha256, about }, at) => (
          <li key={sha256}>
            <SentPicture
              sha256={sha256}
              label={t('evidence:photo.numbered', { number: at + 1, shows: t(`evidence:photo.subject.${about}`) })}
              arrived={arrived.includes(sha256)}
              className="h-24 w-24 object-cover"
            />
          </li>
        ))}
      </ul>
    );
  }
  if (field !== 'evidence.signature' || !value) return null;
  const { sha256, signer } = value as VisitSignature;
  return (
    <p className="mt-1">
      <SentPicture
        sha256={sha256}
        label={t('evidence:pledge.of', { signer })}
        arrived={arrived.includes(sha256)}
        className="h-20 w-48 bg-paper object-contain"
      />
    </p>
  );
}
