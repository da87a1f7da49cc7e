import { saysTheSame } from '~/domain/survey/unchanged';
import { Button } from '~/screens/shared/button';
import { useVisit } from '../visit-state';
import { useUnchangedWords } from './unchanged-words';

/** 都没变，提交: under the thumb; beside it the way through the cards. */
export default function UnchangedBar({ formId, sending }: { formId: string; sending: boolean }) {
  const { t } = useUnchangedWords();
  const { typed, before, context } = useVisit();
  const button = (value: string) => ({ form: formId, name: 'do', value });
  const submit = saysTheSame(typed, before, context) ? 'submitSame' : 'submitChanged';
  return (
    <div className="grid grid-cols-[1fr_auto] gap-2 px-4 py-2">
      <Button {...button('submit')} look="main" disabled={sending} className="px-2">
        {t(sending ? 'survey:submitting' : submit)}
      </Button>
      <Button {...button('go:household')} className="px-2">
        {t('oneByOne')}
      </Button>
    </div>
  );
}
