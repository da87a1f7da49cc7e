import type { Question } from './pocket-phone';
import type { Step } from './steps';

const type = (phone: number, household: number, question: Question): Extract<Step, { do: 'type' }> => ({
  do: 'type',
  phone,
  household,
  question,
  clear: false,
  anew: false,
  killAt: null,
});
const submit = (phone: number, household: number): Step => ({ do: 'submit', phone, household, killAt: null });
const send = (phone: number, how: Extract<Step, { do: 'send' }>['how'] = 'whole'): Step => ({
  do: 'send',
  phone,
  how,
  after: 0,
  killAt: null,
  meanwhile: null,
});

/** Step-by-step histories in which something was once lost or doubled. They stay the same when the random play changes. */
export const KNOWN_HISTORIES: { what: string; steps: Step[] }[] = [
  {
    what: 'kept apart by the server, typed anew by a phone that does not know it, both released: one visit',
    steps: [
      type(1, 1, 'request'),
      { do: 'move', household: 1 },
      submit(1, 1),
      send(1, 'then-cut'),
      type(1, 1, 'request'),
      submit(1, 1),
      send(1),
    ],
  },
  {
    what: 'taken away by a tab that was killed after it had saved, typed by a colleague too: nothing of the first one’s is missed',
    steps: [
      type(0, 1, 'room.1'),
      type(1, 1, 'room.1'),
      { ...type(0, 1, 'room.1'), clear: true, killAt: 1 },
      submit(0, 0),
      type(0, 0, 'note'),
    ],
  },
];
