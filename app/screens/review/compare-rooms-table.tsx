import { useTranslation } from 'react-i18next';
import type { ComparedRoom, Room, RoomField } from '~/domain/review/compare-visits';
import type { ReviewedVisit } from '~/domain/review/reviewed-visit';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { formatArea } from '~/i18n/formats';
import { Chip } from '~/screens/shared/notice';
import { ScrollingBox } from '~/screens/shared/scrolling-box';
import { EarlierRemarks } from './earlier-remarks';
import { RemarkField } from './remark-field';

const FIELDS: readonly RoomField[] = ['kind', 'heatedArea', 'letting', 'connected', 'use'];

/** The rooms of both seasons, one row a block. A changed field shows its value before and after. */
export function CompareRoomsTable({
  visit,
  rooms,
  mayRemark,
  reply,
}: {
  visit: ReviewedVisit;
  rooms: readonly ComparedRoom[];
  mayRemark: boolean;
  reply?: FormReply;
}) {
  const { t } = useTranslation(['review', 'survey', 'enums']);
  const title = t('review:rooms.title');
  return (
    <section aria-label={title} className="mb-4">
      <div className="mb-1 flex items-start justify-between gap-4">
        <h3 className="font-semibold">{title}</h3>
        {mayRemark && (
          <div className="w-64">
            <RemarkField question="rooms" label={title} reply={reply} />
          </div>
        )}
      </div>
      <EarlierRemarks remarks={visit.remarks} question="rooms" />
      {rooms.length === 0 ? (
        <p className="text-ink-soft">{t('review:rooms.none')}</p>
      ) : (
        <ScrollingBox className="overflow-x-auto" label={title}>
          <table className="w-full min-w-[34rem] border-separate border-spacing-0">
            <thead>
              <tr className="text-left">
                <th scope="col" className={HEAD}>
                  {t('survey:roomQuestion.room')}
                </th>
                {FIELDS.map((field) => (
                  <th key={field} scope="col" className={`${HEAD} ${field === 'heatedArea' ? 'text-right' : ''}`}>
                    {t(`survey:roomQuestion.${field}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rooms.map((room) => (
                <tr key={room.room} className="align-top">
                  <th scope="row" className={`${CELL} whitespace-nowrap text-left font-normal`}>
                    {t('review:rooms.room', { number: room.room })}{' '}
                    {room.before === null && visit.last !== null && <Chip tone="attention">{t('review:rooms.new')}</Chip>}
                    {room.after === null && <Chip tone="attention">{t('review:rooms.gone')}</Chip>}
                  </th>
                  {FIELDS.map((field) => (
                    <RoomCell key={field} room={room} field={field} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollingBox>
      )}
    </section>
  );
}

const HEAD = 'border-b border-line-strong bg-page px-3 py-1 font-semibold';
const CELL = 'border-b border-line px-3 py-1';

function RoomCell({ room, field }: { room: ComparedRoom; field: RoomField }) {
  const { t } = useTranslation(['review', 'survey', 'enums']);
  const shown = room.after ?? room.before!;
  const isChanged = room.changed.includes(field);
  const isWorse = room.worse.includes(field);
  const unchanged = room.after === null ? 'text-ink-soft line-through' : '';
  return (
    <td
      className={`${CELL} ${field === 'heatedArea' ? 'text-right tabular-nums' : ''}
        ${isChanged ? `font-semibold ${isWorse ? 'bg-danger-wash' : 'bg-attention-wash'}` : unchanged}`}
    >
      {isChanged && (
        <>
          <span className="font-normal text-ink-soft">{roomText(t, room.before!, field)}</span> →{' '}
        </>
      )}
      {roomText(t, shown, field)}{' '}
      {isWorse && (
        <Chip tone="danger" icon="alert">
          {t('review:compare.worse')}
        </Chip>
      )}
    </td>
  );
}

/** A field of a room in words. `t` knows survey and enums. */
export function roomText(t: unknown, room: Room, field: RoomField): string {
  const say = t as (key: string) => string;
  if (field === 'heatedArea') return `${formatArea(room.heatedArea)} ㎡`;
  if (field === 'connected') return say(room.connected ? 'survey:yes' : 'survey:no');
  return enumWord(t, ({ kind: 'roomKind', letting: 'letting', use: 'roomUse' } as const)[field], room[field]);
}
