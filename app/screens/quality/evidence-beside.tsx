import { useTranslation } from 'react-i18next';
import type { PlacesApart } from '~/domain/quality/places-apart';
import type { EvidenceReview } from '~/domain/review/evidence-review';
import { formatCount } from '~/i18n/formats';
import { VisitEvidence } from '~/screens/review/visit-evidence';
import { Notice } from '~/screens/shared/notice';

type Props = {
  first: { title: string; evidence: EvidenceReview };
  second: { title: string; evidence: EvidenceReview };
  apart: PlacesApart | null;
};

const isNothing = ({ photos, place, noPhotoReason, signature }: EvidenceReview): boolean =>
  !photos?.length && !place && !noPhotoReason && !signature;

/** Photos and place of two visits to one household beside each other, and how far the places are apart. */
export function EvidenceBeside({ first, second, apart }: Props) {
  const { t } = useTranslation('quality');
  return (
    <section aria-labelledby="evidence-beside" className="mb-4">
      <h2 id="evidence-beside" className="mb-2 text-lead">
        {t('beside.title')}
      </h2>
      {apart?.says === 'far' ? (
        <Notice tone="attention" title={t('beside.apart.far', { metres: formatCount(apart.metres) })}>
          <p>{t('beside.apart.farNext')}</p>
        </Notice>
      ) : (
        apart && <p className="mb-2 text-ink-soft">{t(`beside.apart.${apart.says}`, { metres: formatCount(apart.metres) })}</p>
      )}
      <div className="grid grid-cols-1 gap-x-6 wide:grid-cols-2">
        {[first, second].map(({ title, evidence }) =>
          isNothing(evidence) ? (
            <section key={title} aria-label={title} className="mb-4">
              <h3 className="mb-1 font-semibold">{title}</h3>
              <p className="text-ink-soft">{t('beside.nothing')}</p>
            </section>
          ) : (
            <VisitEvidence key={title} evidence={evidence} title={title} />
          ),
        )}
      </div>
    </section>
  );
}
