'use client';

import { useTranslations } from 'next-intl';
import type { NextStep } from '#app/_features/speaking/next-step.ts';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import type { Turn } from '#server/modules/speaking/state.ts';

export interface StepWords {
  readonly title: string;
  readonly note: string;
}

/** What the space bar will do, exactly: whom it concerns, and what ends or stands because of it. */
export function useStepWords(): (step: NextStep) => StepWords {
  const t = useTranslations('chair.step');
  const kinds = useTranslations('speaking.kind');
  const nameOf = (turn: Turn): string => turn.speaker?.name ?? t('somebody');
  const person = ({ entry }: QueuePlace): string => entry.speaker.name;
  return (step) => {
    switch (step.kind) {
      case 'nothing':
        return { title: t(`${step.why}.title`), note: t(`${step.why}.note`) };
      case 'handBack':
        return {
          title: t('handBack', { name: nameOf(step.to) }),
          note: t(step.to.isPaused ? 'staysPaused' : 'goesOn'),
        };
      case 'allowQuestion':
        return { title: t('allowQuestion', { name: person(step.place) }), note: t('holds') };
      case 'call': {
        const { entry } = step.place;
        const note = step.ends ? t('ends', { name: nameOf(step.ends) }) : kinds(entry.kind);
        return { title: t('call', { name: entry.speaker.name }), note };
      }
      case 'offerToPass': {
        const [first] = step.passed;
        const away = first ? person(first) : '';
        return { title: t('call', { name: away }), note: t('away', { count: step.passed.length }) };
      }
    }
  };
}
