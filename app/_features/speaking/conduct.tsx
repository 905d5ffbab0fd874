'use client';

import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { SpeakingSource } from '#server/modules/speaking/contract.ts';
import type { Entry, Turn } from '#server/modules/speaking/state.ts';
import { useFloor } from './use-floor.ts';

export type OnAnswer = (ack: CommandAck) => void;

const Context = createContext<OnAnswer>(() => undefined);

/** Where the answers to whatever is pressed below are told: a refusal stands in one place of the page. */
export const Conduct = ({ onAnswer, children }: { onAnswer: OnAnswer; children: ReactNode }) => (
  <Context value={onAnswer}>{children}</Context>
);

/** Sends a command; the page shows why it was refused, if it was. */
export function useSubmit(): (type: string, input: unknown) => Promise<CommandAck> {
  const { send } = useLiveClient();
  const onAnswer = useContext(Context);
  return useCallback(
    async (type, input) => {
      const ack = await send(type, input);
      onAnswer(ack);
      return ack;
    },
    [send, onAnswer],
  );
}

export interface FloorActs {
  readonly grant: (entry: Entry) => Promise<CommandAck>;
  readonly pause: (turn: Turn) => Promise<CommandAck>;
  readonly resume: (turn: Turn) => Promise<CommandAck>;
  readonly extend: (turn: Turn, byMs: number) => Promise<CommandAck>;
  readonly end: (turn: Turn) => Promise<CommandAck>;
  readonly setSource: (turn: Turn, source: SpeakingSource) => Promise<CommandAck>;
  readonly readd: (turn: Turn, checkIn?: boolean) => Promise<CommandAck>;
  readonly place: (entry: Entry, place: number) => Promise<CommandAck>;
  readonly release: (entry: Entry) => Promise<CommandAck>;
  readonly skip: (entry: Entry) => Promise<CommandAck>;
  readonly setEntrySource: (entry: Entry, source: SpeakingSource) => Promise<CommandAck>;
}

/** What those who run the queue do to floor and entries, each naming what the page shows (D12). */
export function useFloorActs(): FloorActs {
  const submit = useSubmit();
  const { version: floor } = useFloor();
  return useMemo(() => {
    const on = (entry: Entry): object => ({ entryId: entry.entryId, basedOn: entry.version });
    const of = (turn: Turn): object => ({ turnId: turn.turnId, floor });
    return {
      grant: (entry) => submit('speaking.grantFloor', { ...on(entry), floor }),
      pause: (turn) => submit('speaking.pauseTurn', of(turn)),
      resume: (turn) => submit('speaking.resumeTurn', of(turn)),
      extend: (turn, byMs) => submit('speaking.extendTurn', { ...of(turn), byMs }),
      end: (turn) => submit('speaking.endTurn', of(turn)),
      setSource: (turn, source) => submit('speaking.setSource', { of: 'turn', ...of(turn), source }),
      readd: ({ turnId }, checkIn = false) => submit('speaking.readdLast', { turnId, checkIn }),
      place: (entry, place) => submit('speaking.placeEntry', { ...on(entry), place }),
      release: (entry) => submit('speaking.releaseEntry', on(entry)),
      skip: (entry) => submit('speaking.skipEntry', on(entry)),
      setEntrySource: (entry, source) => submit('speaking.setSource', { of: 'entry', ...on(entry), source }),
    };
  }, [submit, floor]);
}
