import { useTranslation } from 'react-i18next';
import type { HouseholdStatus } from '~/domain/contract/enumerations';
import type { StateOfHousehold } from '~/domain/survey/household-state';
import { enumWord } from '~/i18n/enum-word';
import type { IconName } from '~/screens/shared/icon';
import { Chip, type Tone } from '~/screens/shared/notice';

const LOOK: Record<StateOfHousehold['state'], { tone: Tone; icon: IconName }> = {
  not_visited: { tone: 'neutral', icon: 'household' },
  draft: { tone: 'info', icon: 'edit' },
  submitted: { tone: 'info', icon: 'clock' },
  returned: { tone: 'danger', icon: 'back' },
  approved: { tone: 'ok', icon: 'ok' },
  closed: { tone: 'neutral', icon: 'stop' },
  out_of_scope: { tone: 'neutral', icon: 'stop' },
};

/** The state of a household as a word, followed by the number of days nobody was at home, or by what closed it. */
export function StateChip({ state, status }: { state: StateOfHousehold; status: HouseholdStatus }) {
  const { t } = useTranslation(['households', 'enums']);
  const { tone, icon } = LOOK[state.state];
  return (
    <span className="chips">
      <Chip tone={tone} icon={icon}>
        {[
          t(`state.${state.state}`),
          state.state === 'closed' && state.closedBy && enumWord(t, 'visitOutcome', state.closedBy),
          state.state === 'out_of_scope' && enumWord(t, 'householdStatus', status),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Chip>
      {state.nobodyDays > 0 && <Chip tone="attention">{t('nobodyDays', { count: state.nobodyDays })}</Chip>}
    </span>
  );
}
