import { pressing } from '../steps.ts';
import type { Part, Places } from '../subject.ts';

/** The board of the public's questions. */
export const questions = ({ room }: Places): Part => ({
  meeting: [
    { name: 'questions-board', who: 'chair', path: `${room}/questions`, sizes: ['laptop', 'phone'] },
    {
      name: 'questions-published',
      who: 'chair',
      path: `${room}/questions`,
      sizes: ['laptop', 'phone'],
      prepare: pressing('2'),
    },
    {
      name: 'questions-decline',
      who: 'chair',
      path: `${room}/questions`,
      sizes: ['laptop', 'phone'],
      prepare: pressing('r'),
    },
    {
      name: 'questions-rules',
      who: 'chair',
      path: `${room}/questions`,
      sizes: ['laptop', 'phone'],
      prepare: pressing('l'),
    },
  ],
});
