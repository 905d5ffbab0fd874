'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { placeOf } from '#server/modules/attendance/state.ts';
import type { Participant } from '#server/modules/meetings/contract.ts';
import type { SpeakingKind, SpeakingSource } from '#server/modules/speaking/contract.ts';
import { PersonPicker } from './person-picker.tsx';
import { useFloor } from './use-floor.ts';

const kinds = ['speech', 'interposedQuestion', 'reply', 'pointOfOrder'] as const satisfies readonly SpeakingKind[];
type Source = SpeakingSource | 'auto';

export interface AskedQuestion {
  readonly messageId: string;
  readonly text: string;
}

/** Puts anybody on the list, or gives them the floor at once; also a question whose speaker is still to be named (D7, D16, D17). */
export function AddDialog({
  isOpen,
  question = null,
  onClose,
}: {
  isOpen: boolean;
  /** The question of the public that is to be spoken to (C24). */
  question?: AskedQuestion | null;
  onClose: () => void;
}) {
  const t = useTranslations('chair.add');
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t(question ? 'titleOfQuestion' : 'title')}>
      {question && (
        <blockquote className="mb-3 border-l-2 border-line-strong pl-3 text-note text-ink-2">
          {question.text}
        </blockquote>
      )}
      <AddForm questionId={question?.messageId ?? null} onClose={onClose} />
    </Dialog>
  );
}

const mayStand = ({ roles }: Participant): boolean => roles.some((role) => role !== 'technician' && role !== 'clerk');

function AddForm({ questionId, onClose }: { questionId: string | null; onClose: () => void }) {
  const t = useTranslations('chair.add');
  const kindWords = useTranslations('speaking.kind');
  const sourceWords = useTranslations('speaking.source');
  const say = useViolationText();
  const { send } = useLiveClient();
  const floor = useFloor();
  const isLive = useLive(({ meetings }) => meetings.phase === 'live');
  const isHere = useIsHere();
  const [person, setPerson] = useState<Participant | null>(null);
  const [kind, setKind] = useState<SpeakingKind>('speech');
  const [source, setSource] = useState<Source>('auto');
  const [answers, setAnswers] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const speeches = useSpeeches();
  const answersTurnId = kind === 'reply' ? (answers ?? speeches[0]?.value ?? null) : null;
  const isAbsent = person !== null && !isHere(person.userId);
  const isUnnamed = kind === 'interposedQuestion' && person === null;

  const settle = (ack: CommandAck): void => {
    if (ack.ok) onClose();
    else setProblem(say(ack.error));
  };
  const shared = { kind, answersTurnId, questionId, checkIn: isAbsent, ...(source !== 'auto' && { source }) };
  const add = (): void => {
    if (!person) return setProblem(t('whoFirst'));
    void send('speaking.addEntry', { userId: person.userId, ...shared }).then(settle);
  };
  const call = (): void => {
    if (!person && !isUnnamed) return setProblem(t('whoFirst'));
    const { version } = floor;
    void send('speaking.callSpeaker', { userId: person?.userId ?? null, ...shared, floor: version }).then(settle);
  };
  const canCall = isLive && (kind !== 'interposedQuestion' || floor.main !== null);
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <PersonPicker
        label={t('who')}
        picked={person}
        onPick={setPerson}
        among={mayStand}
        noteOf={({ userId }) => (isHere(userId) ? '' : t('notHere'))}
      />
      <div className="grid grid-cols-2 gap-3">
        <Pick
          label={t('kind')}
          options={kinds.map((value) => ({ value, label: kindWords(value) }))}
          value={kind}
          onPick={(value) => setKind(value as SpeakingKind)}
        />
        <Pick
          label={t('source')}
          options={[
            { value: 'auto', label: t('auto') },
            { value: 'venue', label: sourceWords('venue') },
            { value: 'online', label: sourceWords('online') },
          ]}
          value={source}
          onPick={(value) => setSource(value as Source)}
        />
      </div>
      {kind === 'reply' &&
        (speeches.length > 0 ? (
          <Pick label={t('answers')} options={speeches} value={answersTurnId} onPick={setAnswers} />
        ) : (
          <p className="text-note text-ink-2">{t('nothingToAnswer')}</p>
        ))}
      {isAbsent && <Hint>{t('checksIn', { name: person.name })}</Hint>}
      {kind === 'interposedQuestion' && (
        <Hint>{t(floor.main === null ? 'noMain' : isUnnamed ? 'mayBeUnnamed' : 'holds')}</Hint>
      )}
      {floor.main && canCall && kind !== 'interposedQuestion' && (
        <Hint>{t('callEnds', { name: floor.main.speaker?.name ?? '' })}</Hint>
      )}
      <Problem>{problem}</Problem>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('cancel')}
        </button>
        {canCall && (
          <button type="button" className="btn btn-line" onClick={call}>
            {t(isUnnamed ? 'callUnnamed' : isAbsent ? 'checkInAndCall' : 'call')}
          </button>
        )}
        <button type="submit" className="btn btn-nav">
          {t(isAbsent ? 'checkInAndAdd' : 'add')}
        </button>
      </DialogActions>
    </form>
  );
}

const Hint = ({ children }: { children: ReactNode }) => <p className="text-sm text-ink-2">{children}</p>;

/** Whether somebody may be put on the list without being checked in along with it (D7). */
function useIsHere(): (userId: string) => boolean {
  const attendance = useLive((state) => state.attendance);
  return (userId) => placeOf(attendance, userId) !== null;
}

/** Speeches of the current item that a reply may answer, the newest first (D15). */
function useSpeeches(): readonly { readonly value: string; readonly label: string }[] {
  const t = useTranslations('chair.add');
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const turns = useLive(({ speaking }) => speaking.turns);
  return turns
    .filter((turn) => turn.kind === 'speech' && turn.itemId === itemId)
    .toReversed()
    .map(({ turnId, speaker, endedAt, startedAt }) => ({
      value: turnId,
      label: t('speech', { name: speaker?.name ?? '', at: startedAt, running: endedAt === null ? 'yes' : 'no' }),
    }));
}
