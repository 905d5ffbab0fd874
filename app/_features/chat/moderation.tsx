'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { AskDialog, Confirm, ReasonField } from '#app/_ui/dialog.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine, MenuSwitch } from '#app/_ui/menu.tsx';
import type { ChannelSettings, ChatChannel } from '#server/modules/chat/contract.ts';
import type { ChatMessage } from '#server/modules/chat/domain.ts';

const paces = [0, 10_000, 30_000, 60_000] as const;

/** How a channel takes what is said: its pace, whether it is open, and for the public when things show. */
export function ChannelMenu({ channel }: { channel: ChatChannel }) {
  const t = useTranslations('chat.settings');
  const { send } = useLiveClient();
  const settings = useLive(({ chat }) => chat.channels[channel]);
  const change = (part: Partial<ChannelSettings>): void =>
    void send('chat.setChannel', { ...settings, ...part, channel });
  const options = paces.map((ms) => ({
    value: String(ms),
    label: ms === 0 ? t('noPace') : t('pace', { seconds: ms / 1000 }),
  }));
  return (
    <Menu icon="settings" label={t(channel)} isQuiet className="-mr-2 elder:px-4">
      <MenuChoice
        options={options}
        value={String(settings.slowModeMs)}
        onChoose={(ms) => change({ slowModeMs: Number(ms) })}
      />
      <MenuLine />
      {channel === 'public' && (
        <MenuSwitch
          icon="check"
          isOn={settings.review === 'pre'}
          onSelect={() => change({ review: settings.review === 'pre' ? 'post' : 'pre' })}
        >
          {t('reviewFirst')}
        </MenuSwitch>
      )}
      <MenuSwitch icon="pause" isOn={settings.isLocked} onSelect={() => change({ isLocked: !settings.isLocked })}>
        {t('lock')}
      </MenuSwitch>
    </Menu>
  );
}

/** What the chair, the clerk and the office may do about a message and its author. */
export function MessageMenu({ message, name }: { message: ChatMessage; name: string }) {
  const t = useTranslations('chat');
  const { send } = useLiveClient();
  const isMuted = useLive(({ chat }) => chat.muted[message.author] !== undefined);
  const [asked, setAsked] = useState<'delete' | 'mute' | null>(null);
  const close = (): void => setAsked(null);
  const isGone = message.text === null;
  return (
    <>
      <Menu icon="more" label={t('about', { name })} isQuiet className="-my-3 -mr-2.5 self-center text-ink-3">
        {!isGone && (
          <MenuItem icon="close" onSelect={() => setAsked('delete')}>
            {t('deleteAction')}
          </MenuItem>
        )}
        {isMuted ? (
          <MenuItem icon="talk" onSelect={() => void send('chat.unmutePerson', { person: message.author })}>
            {t('unmute')}
          </MenuItem>
        ) : (
          <MenuItem icon="micOff" onSelect={() => setAsked('mute')}>
            {t('mute')}
          </MenuItem>
        )}
      </Menu>
      <Confirm
        isOpen={asked === 'delete'}
        onClose={close}
        onConfirm={() => void send('chat.deleteMessage', { messageId: message.messageId, reason: t('deleteReason') })}
        title={t('deleteTitle', { name })}
        text={t('deleteText')}
        confirm={t('deleteAction')}
        cancel={t('cancel')}
        isIrreversible
      />
      {asked === 'mute' && <MuteDialog person={message.author} name={name} onClose={close} />}
    </>
  );
}

/** Muting names a reason, which the person reads. */
function MuteDialog({ person, name, onClose }: { person: string; name: string; onClose: () => void }) {
  const t = useTranslations('chat');
  const { problem, settle } = useSettling(onClose);
  const [reason, setReason] = useState('');
  return (
    <AskDialog
      title={t('muteTitle', { name })}
      onClose={onClose}
      onConfirm={() => void settle(['chat.mutePerson', { person, reason: reason.trim() }])}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('mute')}
    >
      <p className="text-note text-ink-2">{t('muteText')}</p>
      <ReasonField label={t('muteReason')} value={reason} onChange={setReason} isRequired />
    </AskDialog>
  );
}
