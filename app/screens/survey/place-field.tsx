import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findPlace, type NoPlace } from '~/offline/device/find-place';
import { Button } from '~/screens/shared/button';
import { Icon } from '~/screens/shared/icon';
import { useVisit } from './visit-state';

/** A place with this error identifies the village but not the yard. */
const ROUGH_METRES = 100;

/** 取位置: optional, with the accuracy the phone states. The form goes on whether or not it succeeds. */
export function PlaceField() {
  const { t } = useTranslation(['survey', 'evidence']);
  const { evidence } = useVisit();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<NoPlace | null>(null);
  if (!evidence) return null;
  const { place } = evidence.value;

  async function find() {
    setBusy(true);
    setTrouble(null);
    const found = await findPlace();
    setBusy(false);
    if (typeof found === 'string') setTrouble(found);
    else evidence?.change((now) => ({ ...now, place: found }));
  }

  return (
    <section aria-labelledby="place-title" className="space-y-2">
      <h3 id="place-title" className="font-medium">
        {t('question.place')}
        <span className="ml-1 font-normal text-ink-faint">{t('optional')}</span>
      </h3>
      {place && (
        <p role="status" className="flex flex-wrap items-center gap-x-3">
          <span className="inline-flex items-center gap-1.5">
            <Icon name="place" className="text-ok" />
            {t('evidence:placed', { metres: place.accuracy })}
          </span>
          <button
            type="button"
            className="link min-h-target text-small"
            onClick={() => evidence.change(({ place: _before, ...rest }) => rest)}
          >
            {t('evidence:placeRemove')}
          </button>
        </p>
      )}
      {place && place.accuracy > ROUGH_METRES && <p className="text-small text-attention">{t('evidence:placeRough')}</p>}
      {trouble && (
        <p role="status" className="text-attention">
          {t(`evidence:noPlace.${trouble}`)}
        </p>
      )}
      <Button type="button" icon="place" wide disabled={busy} onClick={() => void find()}>
        {t(busy ? 'evidence:placing' : place ? 'evidence:placeAgain' : 'evidence:placeTake')}
      </Button>
    </section>
  );
}
