import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { frameOfCheck, householdOfCheck, NOTHING_BEFORE } from '~/domain/quality/check-frame';
import { cardsOf } from '~/domain/survey/draft';
import type { Evidence } from '~/domain/survey/evidence';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import type { SubmitAnswer } from '~/domain/survey/submit-answer';
import { typedOfVisit } from '~/domain/survey/what-opens';
import { instantOf, trueInstant } from '~/domain/time/phone-clock';
import { rightNow } from '~/offline/device/keep-clock';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { Button } from '~/screens/shared/button';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';
import { VisitForm } from '~/screens/survey/visit-form';
import { evidenceToolsOf } from '../evidence-tools-of';
import { useField, usePhone } from '../field-context';
import { leftToPutRight } from '../refused-record';
import { Strip } from '../strip';
import { loadWords } from './later-words';

/** 待办 of the phone, from where a check is opened. */
const WORK_LIST = '/todo';

/** 抽查一户, on the phone, without a network too: an empty form, because whoever checks must not know what was answered. */
export async function checkPage() {
  await loadWords('quality');
  return { Component: CheckPage };
}

function CheckPage() {
  const { id = '' } = useParams();
  return <Check key={id} id={id} />;
}

function Check({ id }: { id: string }) {
  const phone = usePhone();
  const { send } = useField();
  const { t } = useTranslation('quality');
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [shown] = useState(() => new Date().toISOString());
  const now = trueInstant(phone.clock, shown);
  const [opened] = useState(() => {
    const check = phone.session.checks?.find((one) => one.id === id);
    const draft = [...phone.drafts.values()].find(({ visitId }) => visitId === id) ?? null;
    const unsent = phone.outbox.get(id) ?? null;
    return { check, draft, unsent, opening: draft?.opening ?? { said: shown, reading: phone.clock } };
  });
  const { check, draft, unsent, opening } = opened;
  if (!check) return <NotAny id={id} />;
  const frame = frameOfCheck(check, phone.session.name, instantOf(opening, phone.clock, shown).at);
  const context = { outcome: 'done' as const, mode: check.mode, residence: check.residence };
  const cards = cardsOf('spot_check');
  const card = cards.find((one) => one === parameters.get('card')) ?? cards.find((one) => one === draft?.draft.card) ?? cards[0]!;
  return (
    <VisitForm
      household={householdOfCheck(check)}
      frame={frame}
      context={context}
      before={NOTHING_BEFORE}
      typed={draft?.draft.typed ?? (unsent ? typedOfVisit(unsent.record.visit as never, null) : {})}
      answer={refusal(unsent)}
      card={card}
      remarks={[]}
      returned={{ typed: {}, evidence: {} }}
      changes={[]}
      savedAt={draft?.savedAt ?? null}
      evidence={draft?.draft.evidence ?? (unsent?.record.visit.evidence as Evidence | undefined)}
      evidenceTools={evidenceToolsOf(phone, id, null)}
      onDevice={{
        // Only these words tell this form from that of a visit of one's own.
        beside: (
          <>
            <span className="mr-2 font-semibold text-ink">{t('check.heading')}</span>
            <Strip small />
          </>
        ),
      }}
      back={WORK_LIST}
      now={now}
      onCard={(next) => navigate(`/checks/${id}?card=${next}`)}
      onSave={async (typed) => {
        const savedAt = rightNow(phone);
        await phone.saveDraft({ household: check.number, season: check.season, visitId: id, draft: typed, opening, base: null, savedAt });
        return savedAt;
      }}
      onSubmit={async (typed) => {
        const at = new Date().toISOString();
        const visitedAt = instantOf(opening, phone.clock, at).at;
        const visit = proposedVisit(typed.typed, { ...frame, visitedAt, evidence: typed.evidence }, context);
        const about = { head: check.head, address: check.address, village: check.village };
        await phone.queueVisit(visit as typeof visit & { visit: string; household: string }, null, null, about, at, null, opening);
        void send();
        return { status: 'received', to: WORK_LIST };
      }}
      onReceived={(to) => navigate(to, { replace: true })}
    />
  );
}

/** Withdrawn, done, or given to somebody else. What was typed stays until this person discards it. */
function NotAny({ id }: { id: string }) {
  const phone = usePhone();
  const navigate = useNavigate();
  const { t } = useTranslation('quality');
  const draft = [...phone.drafts.values()].find(({ visitId }) => visitId === id);
  return (
    <PhonePage heading={t('check.heading')} back={WORK_LIST}>
      <Notice tone="attention" title={t('check.ended')}>
        <p>{t(draft ? 'check.endedTyped' : 'check.endedNext')}</p>
        {draft && (
          <p className="mt-3">
            <Button type="button" onClick={() => void phone.discardDraft(draft.household).then(() => navigate(WORK_LIST))}>
              {t('check.discard')}
            </Button>
          </p>
        )}
      </Notice>
    </PhonePage>
  );
}

function refusal(unsent: OutboxRecord | null): SubmitAnswer | undefined {
  if (unsent?.state !== 'refused') return undefined;
  const problems = leftToPutRight(unsent);
  return problems.length > 0 ? { status: 'problems', problems } : { status: 'refused', sentence: unsent.sentence ?? '' };
}
