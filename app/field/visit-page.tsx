import { lazy, Suspense, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { type Draft, PLACES } from '~/domain/survey/draft';
import type { SubmitAnswer } from '~/domain/survey/submit-answer';
import { trueInstant } from '~/domain/time/phone-clock';
import { rightNow } from '~/offline/device/keep-clock';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { firstRemarkCard, VisitForm } from '~/screens/survey/visit-form';
import { ColdRoomContext } from '~/screens/survey/visit-state';
import { evidenceToolsOf } from './evidence-tools-of';
import { useField } from './field-context';
import { openVisit } from './open-visit';
import { FIX, leftToPutRight } from './refused-record';
import { Strip } from './strip';
import { frameOf, submitVisit } from './submit-visit';
import { Unknown } from './unknown-page';

const NoVisitScreen = lazy(async () => ({ default: (await import('~/screens/survey/no-visit-screen')).NoVisitScreen }));
const ColdRoom = lazy(async () => (await import('./later/behind-household')).loadColdRoom());

/** 入户 on the phone: opened once, saved here with every answer, submitted into the outbox. */
export function Component() {
  const { number = '' } = useParams();
  return <Visit key={number} number={number} />;
}

function Visit({ number }: { number: string }) {
  const { phone, send } = useField();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [shown] = useState(() => new Date().toISOString());
  const now = trueInstant(phone.clock, shown);
  const [opened] = useState(() => {
    const found = phone.household(number);
    if (!found) return null;
    const refused = phone.outbox.get(parameters.get(FIX) ?? '');
    return {
      found,
      refused: refused?.state === 'refused' ? refused : null,
      visit: openVisit(phone, found.household, found.village, shown, refused?.id),
    };
  });
  if (!opened) return <Unknown />;
  const { household, village } = opened.found;
  const recorded = { ...household, village: village.village.name };
  if (opened.visit.blocked !== null)
    return (
      <Suspense>
        <NoVisitScreen why={opened.visit.blocked} household={recorded} season={village.season} />
      </Suspense>
    );
  const { visit } = opened;
  const here = `/households/${encodeURIComponent(number)}/visit`;
  const { frame, context } = frameOf(phone, visit);
  const places = PLACES.filter((one) => one !== 'unchanged' || visit.before.answers);
  const card =
    places.find((one) => one === parameters.get('card')) ??
    places.find((one) => one === visit.card) ??
    (visit.remarks.length > 0 ? firstRemarkCard(visit.remarks) : 'household');
  return (
    <ColdRoomContext.Provider
      value={
        <Suspense>
          <ColdRoom number={number} />
        </Suspense>
      }
    >
      <VisitForm
        household={recorded}
        frame={frame}
        context={context}
        before={visit.before}
        typed={visit.typed}
        answer={refusal(opened.refused)}
        card={card}
        remarks={visit.remarks}
        returned={visit.returned}
        changes={[]}
        savedAt={visit.savedAt}
        onDevice={{ beside: <Strip small /> }}
        evidence={visit.evidence}
        evidenceTools={evidenceToolsOf(
          phone,
          visit.visitId,
          household.visits.some((one) => one.id !== visit.visitId && one.evidence?.signature !== undefined),
        )}
        back={`/households/${encodeURIComponent(number)}`}
        now={now}
        onCard={(next) => navigate(`${here}?card=${next}`)}
        onSave={async (draft: Draft) => {
          const savedAt = rightNow(phone);
          await phone.saveDraft({
            household: number,
            season: village.season,
            visitId: visit.visitId,
            draft,
            opening: visit.opening,
            base: visit.base,
            knew: visit.knew,
            savedAt,
          });
          return savedAt;
        }}
        onSubmit={async (draft) => {
          const answer = await submitVisit(phone, visit, draft, new Date().toISOString());
          if (answer.status === 'received') void send();
          return answer;
        }}
        onReceived={(to) => navigate(to, { replace: true })}
      />
    </ColdRoomContext.Provider>
  );
}

/** The server's answer to a refused record that is corrected here. */
function refusal(refused: OutboxRecord | null): SubmitAnswer | undefined {
  if (!refused) return undefined;
  const { sentence = '' } = refused;
  const problems = leftToPutRight(refused);
  if (problems.length === 0 && refused.problems?.length) return undefined;
  return problems.length > 0 ? { status: 'problems', problems } : { status: 'refused', sentence };
}
