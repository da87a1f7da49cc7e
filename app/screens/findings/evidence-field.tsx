import { useTranslation } from 'react-i18next';
import { EVIDENCE_ACCEPTED } from '~/domain/findings/desk/evidence-file';
import { type FormReply, sentenceAt } from '~/i18n/form-reply';
import { FieldFrame } from '~/screens/shared/field';

/** 佐证: photos and PDF. */
export function EvidenceField({ reply, needed }: { reply?: FormReply; needed?: boolean }) {
  const { t } = useTranslation('findings-desk');
  return (
    <FieldFrame
      name="files"
      label={t('act.files')}
      optional={needed ? undefined : t('act.optional')}
      hint={needed ? `${t('act.filesHint')}。${t('act.filesNeeded')}` : t('act.filesHint')}
      sentence={sentenceAt(reply, 'files')}
    >
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          type="file"
          name="files"
          multiple
          accept={EVIDENCE_ACCEPTED}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className="field-box py-2"
        />
      )}
    </FieldFrame>
  );
}
