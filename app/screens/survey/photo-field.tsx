import { type ChangeEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AskedPhoto,
  MOST_PHOTOS,
  NO_PHOTO_REASONS,
  PHOTO_SUBJECTS,
  type PhotoSubject,
  type VisitPhoto,
} from '~/domain/survey/evidence';
import { shrinkPhoto, UnreadablePhoto } from '~/offline/device/shrink-photo';
import { Choices } from '~/screens/shared/choices';
import { FieldError, fieldId } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';
import { type EvidenceState, PhotoNotSent } from './evidence-tools';
import { KeptPicture } from './kept-picture';
import { LineField } from './typed-field';

type Props = {
  evidence: EvidenceState;
  sentenceAt: (field: string) => string | undefined;
  /** A problem is reported, so a photo of this subject or a reason is required. */
  asked: AskedPhoto | null;
  /** When none is asked for. */
  hint?: string;
};

/** 拍照: photos of this visit, each with its subject. */
export function PhotoField({ evidence, sentenceAt, asked, hint }: Props) {
  const { t } = useTranslation(['survey', 'evidence']);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<'unreadable' | 'noRoom' | 'notSent' | 'twice' | 'enough' | null>(null);
  const { value, change, remove: discard, tools } = evidence;
  const photos = value.photos ?? [];
  const sentence = trouble ? t(`evidence:photo.${trouble}`, { max: MOST_PHOTOS }) : sentenceAt('photos');

  async function add(event: ChangeEvent<HTMLInputElement>) {
    const files = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = '';
    setTrouble(null);
    setBusy(true);
    const known = new Set(photos.map((photo) => photo.sha256));
    for (const file of files) {
      if (known.size >= MOST_PHOTOS) setTrouble('enough');
      else await addOne(file, known);
    }
    setBusy(false);
  }

  async function addOne(file: File, known: Set<string>) {
    try {
      const sha256 = await tools.keepFile(await shrinkPhoto(file));
      if (known.has(sha256)) return setTrouble('twice');
      known.add(sha256);
      const takenAt = new Date(file.lastModified || Date.now()).toISOString();
      change((now) => ({ ...now, photos: [...(now.photos ?? []), { sha256, about: asked ?? 'house', takenAt }] }));
    } catch (error) {
      setTrouble(error instanceof UnreadablePhoto ? 'unreadable' : error instanceof PhotoNotSent ? 'notSent' : 'noRoom');
    }
  }

  function remove(photo: VisitPhoto) {
    discard('photo', (now) => ({ ...now, photos: (now.photos ?? []).filter(({ sha256 }) => sha256 !== photo.sha256) }));
    setTrouble(null);
  }

  return (
    <section aria-labelledby={`${fieldId('photos')}-title`} className={`space-y-2 ${sentence ? 'border-l-4 border-danger pl-3' : ''}`}>
      <h3 id={`${fieldId('photos')}-title`} className="font-medium">
        {t('question.photos')}
        {!asked && <span className="ml-1 font-normal text-ink-faint">{t('optional')}</span>}
      </h3>
      <p className="text-small text-ink-faint">{asked ? t(`evidence:photo.asked.${asked}`) : (hint ?? t('evidence:photo.hint'))}</p>
      {photos.length > 0 && (
        <ul className="space-y-2">
          {photos.map((photo, at) => (
            <PhotoRow key={photo.sha256} photo={photo} number={at + 1} evidence={evidence} onRemove={() => remove(photo)} />
          ))}
        </ul>
      )}
      <div className="one-column-when-large grid grid-cols-[1fr_auto] gap-2">
        <FileButton
          id={fieldId('photos')}
          icon
          label={t(busy ? 'evidence:photo.busy' : photos.length > 0 ? 'evidence:photo.another' : 'evidence:photo.take')}
          disabled={busy}
          camera
          onChange={(event) => void add(event)}
        />
        <FileButton label={t('evidence:photo.album')} disabled={busy} onChange={(event) => void add(event)} />
      </div>
      <FieldError id={`${fieldId('photos')}-error`} sentence={sentence} />
      {asked && photos.length === 0 && <NoPhotoReason evidence={evidence} sentenceAt={sentenceAt} />}
    </section>
  );
}

/** A button over a file field. The real field stays for the keyboard and for screen readers. */
function FileButton({
  id,
  label,
  icon,
  camera,
  disabled,
  onChange,
}: {
  id?: string;
  label: string;
  icon?: boolean;
  camera?: boolean;
  disabled: boolean;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}) {
  return (
    <label
      className={`relative inline-flex min-h-target cursor-pointer items-center justify-center gap-1.5 rounded border border-line-strong
        bg-paper px-3 py-1 font-medium focus-within:outline focus-within:outline-3 ${disabled ? 'opacity-60' : ''}`}
    >
      {icon && <Icon name="camera" />}
      {label}
      <input
        id={id}
        type="file"
        accept="image/*"
        capture={camera ? 'environment' : undefined}
        multiple={!camera}
        disabled={disabled}
        onChange={onChange}
        className="absolute h-px w-px opacity-0"
      />
    </label>
  );
}

function PhotoRow({
  photo,
  number,
  evidence,
  onRemove,
}: {
  photo: VisitPhoto;
  number: number;
  evidence: EvidenceState;
  onRemove: () => void;
}) {
  const { t } = useTranslation(['survey', 'evidence']);
  const [choosing, setChoosing] = useState(false);
  const shows = t(`evidence:photo.subject.${photo.about}`);
  return (
    <li className="card p-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <KeptPicture
          sha256={photo.sha256}
          tools={evidence.tools}
          label={t('evidence:photo.numbered', { number, shows })}
          className="block h-24 w-24 rounded object-cover"
        />
        <div className="min-w-0 flex-1">
          <p>{shows}</p>
          <button type="button" aria-expanded={choosing} className="link min-h-target text-small" onClick={() => setChoosing(!choosing)}>
            {t('evidence:photo.change')}
          </button>
        </div>
        <button
          type="button"
          aria-label={t('evidence:photo.remove', { number })}
          className="flex h-target w-target items-center justify-center text-ink-soft"
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      </div>
      {choosing && (
        <div className="mt-2">
          <Choices
            name={`about-${number}`}
            label={t('evidence:photo.showsWhat')}
            options={PHOTO_SUBJECTS.map((value) => ({ value, label: t(`evidence:photo.subject.${value}`) }))}
            chosen={[photo.about]}
            onChange={([about]) => {
              evidence.change((now) => ({
                ...now,
                photos: (now.photos ?? []).map((one) => (one.sha256 === photo.sha256 ? { ...one, about: about as PhotoSubject } : one)),
              }));
              setChoosing(false);
            }}
          />
        </div>
      )}
    </li>
  );
}

function NoPhotoReason({ evidence, sentenceAt }: Pick<Props, 'evidence' | 'sentenceAt'>) {
  const { t } = useTranslation(['survey', 'evidence']);
  const reason = evidence.value.noPhotoReason;
  const set = (next: typeof reason) =>
    evidence.change(({ noPhotoReason: _before, ...rest }) => ({ ...rest, ...(next && { noPhotoReason: next }) }));
  return (
    <>
      <Choices
        name="noPhotoReason"
        label={t('evidence:photo.whyNone')}
        options={NO_PHOTO_REASONS.map((value) => ({ value, label: t(`evidence:photo.reason.${value}`) }))}
        chosen={reason ? [reason.why] : []}
        onChange={([why]) => set({ why: why as (typeof NO_PHOTO_REASONS)[number] })}
        sentence={reason ? undefined : sentenceAt('noPhotoReason')}
      />
      {reason?.why === 'other' && (
        <LineField
          name="noPhotoReasonText"
          label={t('evidence:photo.reasonText')}
          value={reason.text ?? ''}
          onValue={(text) => set({ why: 'other', ...(text && { text }) })}
          sentence={sentenceAt('noPhotoReason')}
        />
      )}
      {reason && (
        <button type="button" className="link block min-h-target text-small" onClick={() => set(undefined)}>
          {t('clear', { label: t('question.noPhotoReason') })}
        </button>
      )}
    </>
  );
}
