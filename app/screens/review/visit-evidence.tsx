import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { EvidenceReview } from '~/domain/review/evidence-review';
import { formatInstant } from '~/i18n/formats';
import { Icon } from '~/screens/shared/icon';
import { Notice } from '~/screens/shared/notice';
import { SentPicture } from '~/screens/shared/sent-picture';

/**
 * Photos, place and signature of the visit. A photo opens in full size, and one used for two households is flagged. `title`: of whose
 * visit they are, where two are shown.
 */
export function VisitEvidence({ evidence, title }: { evidence: EvidenceReview; title?: string }) {
  const { t } = useTranslation(['review', 'survey', 'evidence']);
  const { photos = [], place, noPhotoReason, signature, elsewhere } = evidence;
  if (photos.length === 0 && !place && !noPhotoReason && !signature) return null;
  return (
    <section aria-label={title ?? t('review:evidence.title')} className="mb-4">
      <h3 className="mb-1 font-semibold">{title ?? t('review:evidence.title')}</h3>
      {elsewhere.length > 0 && (
        <Notice tone="attention" title={t('review:evidence.elsewhere')}>
          <ul>
            {elsewhere.map(({ sha256, household }, at) => {
              const number = photos.findIndex((photo) => photo.sha256 === sha256) + 1;
              // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
              if (!household) return <li key={at}>{t('review:evidence.elsewhereFar', { number })}</li>;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
                <li key={at}>
                  {t('review:evidence.elsewhereAt', { number })}{' '}
                  <Link className="link" to={`/households/${encodeURIComponent(household.number)}`}>
                    {household.village} {household.head}
                  </Link>
                </li>
              );
            })}
          </ul>
        </Notice>
      )}
      {photos.length > 0 && (
        <ul className="mb-2 flex flex-wrap gap-3">
          {photos.map((photo, at) => {
            const label = t('evidence:photo.numbered', { number: at + 1, shows: t(`evidence:photo.subject.${photo.about}`) });
            return (
              <li key={photo.sha256} className="w-32">
                <SentPicture
                  sha256={photo.sha256}
                  label={label}
                  arrived={evidence.arrived.includes(photo.sha256)}
                  className="h-32 w-32 object-cover"
                />
                <p className="text-small text-ink-soft">
                  {at + 1} · {t(`evidence:photo.subject.${photo.about}`)}
                  <span className="block text-ink-faint">{formatInstant(photo.takenAt)}</span>
                </p>
              </li>
            );
          })}
        </ul>
      )}
      <ul className="text-ink-soft">
        {noPhotoReason && (
          <li>
            {noPhotoReason.text
              ? t('survey:summary.noPhotoText', { text: noPhotoReason.text })
              : t(`survey:summary.noPhoto.${noPhotoReason.why}`)}
          </li>
        )}
        {place && (
          <li className="flex items-center gap-1.5">
            <Icon name="place" size={16} />
            {t('review:evidence.place', {
              latitude: place.latitude.toFixed(6),
              longitude: place.longitude.toFixed(6),
              metres: place.accuracy,
              at: formatInstant(place.at),
            })}
          </li>
        )}
        {signature && (
          <li className="mt-2">
            <p className="mb-1">{t('review:evidence.signed', { signer: signature.signer, at: formatInstant(signature.signedAt) })}</p>
            <SentPicture
              sha256={signature.sha256}
              label={t('evidence:pledge.of', { signer: signature.signer })}
              arrived={evidence.arrived.includes(signature.sha256)}
              className="h-24 w-64 bg-paper object-contain"
            />
          </li>
        )}
      </ul>
    </section>
  );
}
