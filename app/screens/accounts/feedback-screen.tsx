import { useTranslation } from 'react-i18next';
import type { OwnComplaint } from '~/domain/sync/protocol';
import type { FormReply } from '~/i18n/form-reply';
import { Notice } from '~/screens/shared/notice';
import { PersonPage } from '~/screens/shell/person-page';
import { Complaints } from './complaints';

/** 意见反馈: a person's complaints about the app, and the answers. */
export function FeedbackScreen({ reply, complaints, done }: { reply?: FormReply; complaints: OwnComplaint[]; done: boolean }) {
  const { t } = useTranslation(['accounts', 'common']);
  return (
    <PersonPage heading={t('feedback.title')} back={{ to: '/me', name: t('me.title') }}>
      {done && !reply && <Notice tone="ok" title={t('feedback.done')} live />}
      <Complaints complaints={complaints} reply={reply} />
    </PersonPage>
  );
}
