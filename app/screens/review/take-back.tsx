import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { seenVisitText } from '~/domain/review/review-view';
import { Button } from '~/screens/shared/button';
import { Csrf } from '~/screens/shell/viewer';

/** 收回批准, of one visit or of all that were approved by the same press. */
export function TakeBack({ visit, together = false }: { visit: string; together?: boolean }) {
  const { t } = useTranslation('review');
  return (
    <Form method="post" className="no-print mt-2">
      <Csrf />
      <input type="hidden" name="do" value="take-back" />
      <input type="hidden" name="visit" value={seenVisitText({ id: visit, revision: 0 })} />
      {together && <input type="hidden" name="together" value="yes" />}
      <Button icon="back">{t(together ? 'actions.takeBackMany' : 'actions.takeBack')}</Button>
    </Form>
  );
}
