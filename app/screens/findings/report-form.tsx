import { Form, useNavigation } from '@remix-run/react';
import { type ChangeEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DutyPhones } from '~/domain/divisions/duty-phone';
import {
  LONGEST_PROBLEM_TEXT,
  MOST_PROBLEM_PHOTOS,
  PROBLEM_KINDS,
  type ProblemKind,
  type ReportFault,
} from '~/domain/findings/problem-report';
import { shrinkPhoto, UnreadablePhoto } from '~/offline/device/shrink-photo';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { FieldError } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';
import { PhonePage } from '~/screens/shell/phone-page';
import { Csrf } from '~/screens/shell/viewer';
import type { EvidenceTools } from '~/screens/survey/evidence-tools';
import { KeptPicture } from '~/screens/survey/kept-picture';
import { WritingField } from '~/screens/survey/typed-field';
import { CallButtons } from './call-buttons';
import { ColdTonight } from './cold-tonight';

/** What stands on the form. */
export type WrittenReport = { kind: ProblemKind | ''; text: string; photos: string[] };

type Props = {
  household: { number: string; head: string; address: string | null };
  id: string;
  written: WrittenReport;
  faults: readonly ReportFault[];
  phones: DutyPhones | null;
  tools: Pick<EvidenceTools, 'keepFile' | 'addressOf'>;
  /** Keeps what is written so far; absent where that is not possible. */
  onChange?: (written: WrittenReport) => void;
  /** Throws it away. */
  onDiscard?: () => void;
};

/** 上报问题: one question, a sentence, a photo; no visit. */
export function ReportForm({ household, id, phones, tools, ...props }: Props) {
  const { t } = useTranslation('findings');
  const [written, setWritten] = useState(props.written);
  const busy = useNavigation().state !== 'idle';
  // What was put right meanwhile is not said any longer.
  const faults = props.faults.filter(({ code }) =>
    code === 'kind-missing' ? written.kind === '' : code === 'text-missing' ? written.text.trim() === '' && written.kind === 'other' : true,
  );
  const sentence = (field: ReportFault['field']) => {
    const fault = faults.find((one) => one.field === field);
    return fault && t(`form.fault.${fault.code}`, { most: LONGEST_PROBLEM_TEXT });
  };
  const change = (what: Partial<WrittenReport>) => {
    const next = { ...written, ...what };
    setWritten(next);
    props.onChange?.(next);
  };
  return (
    <PhonePage
      heading={
        <span className="line-clamp-2">
          {t('form.title')}{' '}
          <span className="text-body font-normal text-ink-soft">{[household.head, household.address].filter(Boolean).join(' ')}</span>
        </span>
      }
      back={`/households/${encodeURIComponent(household.number)}`}
    >
      <ErrorSummary problems={faults.map(({ field }) => ({ field, sentence: sentence(field)! }))} />
      <Form method="post" noValidate className="space-y-5">
        <Csrf />
        <input type="hidden" name="id" value={id} />
        <Choices
          name="kind"
          label={t('form.kind')}
          options={PROBLEM_KINDS.map((value) => ({ value, label: t(`kind.${value}`), hint: t(`kindHint.${value}`) }))}
          chosen={written.kind === '' ? [] : [written.kind]}
          onChange={([kind]) => change({ kind: kind as ProblemKind })}
          sentence={sentence('kind')}
        />
        {written.kind === 'cold' && <ColdTonight phones={null} />}
        <WritingField
          name="text"
          label={t('form.text')}
          optional={written.kind === 'other' ? undefined : t('form.optional')}
          hint={t('form.textHint')}
          rows={3}
          value={written.text}
          onValue={(text) => change({ text })}
          sentence={sentence('text')}
        />
        <Photos photos={written.photos} tools={tools} onChange={(photos) => change({ photos })} />
        <Button look="main" wide disabled={busy}>
          {t('form.send')}
        </Button>
      </Form>
      {props.onDiscard && (
        <p className="mt-2">
          <Button type="button" look="quiet" wide onClick={props.onDiscard}>
            {t('form.discard')}
          </Button>
        </p>
      )}
      {phones && (
        <section className="mt-6">
          <h2 className="mb-2 text-lead">{t('call.title')}</h2>
          <CallButtons phones={phones} />
        </section>
      )}
    </PhonePage>
  );
}

function Photos({ photos, tools, onChange }: { photos: string[]; tools: Props['tools']; onChange: (photos: string[]) => void }) {
  const { t } = useTranslation('findings');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<'unreadable' | 'noRoom' | null>(null);

  async function add(event: ChangeEvent<HTMLInputElement>) {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = '';
    if (!file) return;
    setTrouble(null);
    setBusy(true);
    try {
      const sha256 = await tools.keepFile(await shrinkPhoto(file));
      if (!photos.includes(sha256)) onChange([...photos, sha256]);
    } catch (error) {
      setTrouble(error instanceof UnreadablePhoto ? 'unreadable' : 'noRoom');
    }
    setBusy(false);
  }

  return (
    <section className="space-y-2" aria-labelledby="report-photos">
      <h2 id="report-photos" className="font-medium">
        {t('form.photos')}
        <span className="ml-1 font-normal text-ink-faint">{t('form.optional')}</span>
      </h2>
      {photos.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {photos.map((sha256, at) => (
            <li key={sha256} className="card flex items-center p-1">
              <input type="hidden" name="photos" value={sha256} />
              <KeptPicture
                sha256={sha256}
                tools={{ ...tools, pledgeSigned: false }}
                label={t('form.photoNumbered', { number: at + 1 })}
                className="block h-20 w-20 rounded object-cover"
              />
              <button
                type="button"
                aria-label={t('form.photoRemove', { number: at + 1 })}
                className="flex h-target w-target items-center justify-center text-ink-soft"
                onClick={() => onChange(photos.filter((one) => one !== sha256))}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {photos.length < MOST_PROBLEM_PHOTOS && (
        <label
          className={`relative inline-flex min-h-target w-full cursor-pointer items-center justify-center gap-1.5 rounded border
            border-line-strong bg-paper px-3 py-1 font-medium focus-within:outline focus-within:outline-3 ${busy ? 'opacity-60' : ''}`}
        >
          <Icon name="camera" />
          {t(busy ? 'form.photoBusy' : photos.length > 0 ? 'form.photoAnother' : 'form.photoTake')}
          <input
            type="file"
            accept="image/*"
            disabled={busy}
            onChange={(event) => void add(event)}
            className="absolute h-px w-px opacity-0"
          />
        </label>
      )}
      <FieldError id="report-photos-error" sentence={trouble ? t(`form.photo.${trouble}`) : undefined} />
    </section>
  );
}
