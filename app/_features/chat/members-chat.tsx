'use client';

import { useTranslations } from 'next-intl';
import { memo, type RefObject, useEffect, useRef, useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { ChatMessage } from '#server/modules/chat/domain.ts';
import type { Participant } from '#server/modules/meetings/contract.ts';
import { participantOf } from '#server/modules/meetings/domain.ts';
import { MessageMenu } from './moderation.tsx';

/** The members' channel. Moderators can take a message down; it leaves a mark. */
export function MembersChat({
  me,
  canModerate,
  canPost,
  composer,
}: {
  me: string;
  canModerate: boolean;
  canPost: boolean;
  /** Where one writes, for whoever leads there. */
  composer?: RefObject<HTMLInputElement | null>;
}) {
  const t = useTranslations('chat');
  const messages = useLive(({ chat }) => chat.members);
  const meetings = useLive((state) => state.meetings);
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);

  useEffect(() => {
    const element = list.current;
    if (element && isAtEnd.current && messages.length > 0) element.scrollTop = element.scrollHeight;
  }, [messages]);
  // A list that becomes shorter, as when the keyboard of a phone rises, still shows its end.
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ol
        ref={list}
        className="min-h-0 flex-1 overflow-y-auto px-5 py-2"
        aria-label={t('members')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls must be reached by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < 48;
        }}
      >
        {messages.length === 0 && (
          <li className="py-4 text-note text-ink-3">
            <b className="block text-ink">{t('empty')}</b>
            {t('emptyText')}
          </li>
        )}
        {messages.map((message) => (
          <Row
            key={message.messageId}
            message={message}
            author={participantOf(meetings, message.author)}
            isMine={message.author === `user:${me}`}
            canModerate={canModerate}
          />
        ))}
      </ol>
      {canPost ? <Composer me={me} canModerate={canModerate} field={composer} /> : <Closed>{t('closed')}</Closed>}
    </div>
  );
}

const Row = memo(function Row({
  message,
  author,
  isMine,
  canModerate,
}: {
  message: ChatMessage;
  author: Participant | null;
  isMine: boolean;
  canModerate: boolean;
}) {
  const t = useTranslations('chat');
  const text =
    message.text ?? (message.deletedReason ? t('deletedFor', { reason: message.deletedReason }) : t('deleted'));
  return (
    <li className="border-b border-line py-2 last:border-0">
      <div className="flex items-baseline gap-2 text-sm text-ink-3">
        <b className={`text-note ${isMine ? 'text-nav' : 'text-ink'}`}>
          {author?.name ?? t('someone')}
          {isMine && t('me')}
        </b>
        <span className="truncate">{author?.sectorName ?? author?.post}</span>
        <time className="num ml-auto" dateTime={new Date(message.at).toISOString()}>
          {clockTime(message.at)}
        </time>
        {canModerate && !isMine && <MessageMenu message={message} name={author?.name ?? t('someone')} />}
      </div>
      <p className={`text-base leading-relaxed break-words ${message.text === null ? 'text-ink-3 italic' : ''}`}>
        {text}
      </p>
    </li>
  );
});

/** Stands in the place of the field, with the reason. */
const Closed = ({ children }: { children: string }) => (
  <p className="border-t border-line px-5 py-3 text-sm text-ink-2">{children}</p>
);

function Composer({
  me,
  canModerate,
  field,
}: {
  me: string;
  canModerate: boolean;
  field: RefObject<HTMLInputElement | null> | undefined;
}) {
  const t = useTranslations('chat');
  const say = useViolationText();
  const { send } = useLiveClient();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const settings = useLive(({ chat }) => chat.channels.members);
  const mutedFor = useLive(({ chat }) => chat.muted[`user:${me}`] ?? null);

  if (mutedFor !== null) return <Closed>{t('errors.muted', { reason: mutedFor })}</Closed>;
  if (settings.isLocked && !canModerate) return <Closed>{t('errors.locked')}</Closed>;

  const submit = async (): Promise<void> => {
    const words = text.trim();
    if (words === '' || isSending) return;
    setSending(true);
    const ack = await send('chat.postMessage', { text: words, replyTo: null });
    setSending(false);
    setProblem(ack.ok ? null : say(ack.error));
    if (ack.ok) setText('');
  };
  return (
    <form
      className="border-t border-line px-5 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Problem className="mb-2">{problem}</Problem>
      <div className="flex gap-2">
        <input
          ref={field}
          className="field"
          enterKeyHint="send"
          autoComplete="off"
          value={text}
          maxLength={500}
          aria-label={t('write')}
          placeholder={t('write')}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="btn btn-nav px-4" aria-disabled={isSending} aria-label={t('send')}>
          <Icon name="send" />
        </button>
      </div>
      {settings.slowModeMs > 0 && (
        <p className="mt-1 text-sm text-ink-3">{t('slowMode', { seconds: settings.slowModeMs / 1000 })}</p>
      )}
    </form>
  );
}
