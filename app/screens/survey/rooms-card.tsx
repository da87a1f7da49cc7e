import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import type { SurveyRoom } from '~/domain/survey/room';
import { withRecordedRooms, withRoomAdded, withRoomRemoved } from '~/domain/survey/room-rows';
import { NO, readTyped, roomField, roomRows, type Typed, YES } from '~/domain/survey/typed';
import { enumWord } from '~/i18n/enum-word';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { Chip } from '~/screens/shared/notice';
import { RemarksAt } from './remarks';
import { NumberField } from './typed-field';
import { useVisit } from './visit-state';

/** 房屋: every block of rooms, with both 接通 and 用好 for let ones. Until rooms are typed, the last recorded ones are shown. */
export function RoomsCard() {
  const { t } = useTranslation(['survey', 'enums']);
  const { typed, before, replace } = useVisit();
  const rows = roomRows(typed);
  const recorded = before.rooms ?? [];
  return (
    <>
      <RemarksAt question="rooms" />
      <p className="text-ink-soft">{t('room.letNote')}</p>
      {rows === null && recorded.length > 0 && <RecordedRooms rooms={recorded} />}
      {rows === null && recorded.length === 0 && <p>{t('room.none')}</p>}
      {rows?.length === 0 && <p>{t('room.noneKept')}</p>}
      {typed.rooms?.map((row) => (
        <input key={row} type="hidden" name="rooms" value={row} />
      ))}
      {rows?.map((row, index) => (
        <RoomRow key={row} row={row} number={index + 1} />
      ))}
      {rows && rows.length > 0 && <RoomsTotal typed={typed} />}
      {rows === null && recorded.length > 0 && (
        <Button
          look="plain"
          wide
          icon="edit"
          name="do"
          value="edit-rooms"
          onClick={(event) => {
            event.preventDefault();
            replace(withRecordedRooms(typed, recorded));
          }}
        >
          {t('room.edit')}
        </Button>
      )}
      <Button
        look="plain"
        wide
        icon="plus"
        name="do"
        value="add-room"
        onClick={(event) => {
          event.preventDefault();
          replace(withRoomAdded(typed, recorded));
        }}
      >
        {t('room.add')}
      </Button>
    </>
  );
}

function RecordedRooms({ rooms }: { rooms: readonly SurveyRoom[] }) {
  const { t } = useTranslation(['survey', 'enums']);
  return (
    <section aria-label={t('room.before')} className="rounded border border-line bg-page p-3 text-ink-soft">
      <h3 className="mb-1 text-small">{t('room.before')}</h3>
      <ul className="space-y-1">
        {rooms.map((room) => (
          <li key={room.room} className="flex flex-wrap items-center gap-x-2">
            <span>{enumWord(t, 'roomKind', room.kind)}</span>
            <span>
              {room.heatedArea} {t('unit.heatedArea')}
            </span>
            {room.letting !== 'own' && <Chip tone="info">{enumWord(t, 'letting', room.letting)}</Chip>}
            <span>
              {t(room.connected ? 'summaryConnected' : 'summaryNotConnected')} · {enumWord(t, 'roomUse', room.use)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RoomRow({ row, number }: { row: string; number: number }) {
  const { t } = useTranslation(['survey', 'enums']);
  const { typed, set, removeRoom, sentenceAt } = useVisit();
  const values = (question: string): readonly string[] => typed[roomField(row, question)] ?? [];
  const choices = (question: 'kind' | 'letting' | 'use', list: 'roomKind' | 'letting' | 'roomUse') => ({
    name: roomField(row, question),
    label: t(`roomQuestion.${question}`),
    options: keysOf(list).map((value) => ({ value, label: enumWord(t, list, value) })),
    chosen: values(question),
    onChange: (chosen: string[]) => set(roomField(row, question), chosen),
    sentence: sentenceAt(roomField(row, question)),
  });
  return (
    <fieldset className="space-y-4 rounded border border-line-strong p-3">
      <legend className="px-1 font-semibold">{t('room.title', { number })}</legend>
      <input type="hidden" name={roomField(row, 'room')} value={values('room')[0] ?? ''} />
      <Choices {...choices('kind', 'roomKind')} columns={3} />
      <NumberField
        name={roomField(row, 'heatedArea')}
        label={t('roomQuestion.heatedArea')}
        unit={t('unit.heatedArea')}
        whole={false}
        sentence={sentenceAt(roomField(row, 'heatedArea'))}
        value={values('heatedArea')[0] ?? ''}
        onValue={(value) => set(roomField(row, 'heatedArea'), value === '' ? [] : [value])}
      />
      <Choices {...choices('letting', 'letting')} hint={t('hint.letting')} />
      <Choices
        name={roomField(row, 'connected')}
        label={t('roomQuestion.connected')}
        options={[
          { value: YES, label: t('yes') },
          { value: NO, label: t('no') },
        ]}
        chosen={values('connected')}
        onChange={(chosen) => set(roomField(row, 'connected'), chosen)}
        sentence={sentenceAt(roomField(row, 'connected'))}
      />
      <Choices {...choices('use', 'roomUse')} hint={t('hint.use')} />
      <Button
        look="quiet"
        icon="close"
        name="do"
        value={`remove-room:${row}`}
        onClick={(event) => {
          event.preventDefault();
          removeRoom(withRoomRemoved(typed, row));
        }}
      >
        {t('room.remove')}
      </Button>
    </fieldset>
  );
}

function RoomsTotal({ typed }: { typed: Typed }) {
  const { t } = useTranslation('survey');
  const rooms = readTyped(typed).rooms ?? [];
  const hundredths = rooms.reduce((sum, room) => sum + (typeof room.heatedArea === 'number' ? Math.round(room.heatedArea * 100) : 0), 0);
  return <p className="text-ink-soft">{t('room.total', { count: rooms.length, area: hundredths / 100 })}</p>;
}
