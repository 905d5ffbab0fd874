'use client';

import { Track } from 'livekit-client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import { rememberedChoice } from './device.ts';
import type { MediaRoom, MediaState } from './media-room.ts';
import type { OwnWishes } from './own-media.ts';

/** Own microphone and camera of whoever may publish. The media server decides; the page only asks. */
export function PublishControls({
  media,
  state,
  onWish,
  isQuiet = false,
}: {
  media: MediaRoom;
  state: MediaState;
  /** Told what the person wants from now on. */
  onWish?: (change: Partial<OwnWishes>) => void;
  /** In a bar that has little room only the marks are seen. */
  isQuiet?: boolean;
}) {
  const t = useTranslations('rooms.publish');
  const [problem, setProblem] = useState(false);
  const { localParticipant } = media.room;
  const has = (source: Track.Source): boolean => localParticipant.getTrackPublication(source)?.isMuted === false;
  const [hasMicrophone, hasCamera] = [has(Track.Source.Microphone), has(Track.Source.Camera)];
  const attempt = (task: Promise<unknown>): void => {
    task.then(() => setProblem(false)).catch(() => setProblem(true));
  };
  const { cameraId, microphoneId } = rememberedChoice();
  const isReady = state.link.kind === 'joined';
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Toggle
        icon={hasMicrophone ? 'mic' : 'micOff'}
        isOn={hasMicrophone}
        isReady={isReady}
        isQuiet={isQuiet}
        label={t(hasMicrophone ? 'microphoneOn' : 'microphoneOff')}
        onPress={() => {
          onWish?.({ microphone: !hasMicrophone });
          attempt(
            localParticipant.setMicrophoneEnabled(
              !hasMicrophone,
              microphoneId ? { deviceId: microphoneId } : undefined,
            ),
          );
        }}
      />
      <Toggle
        icon={hasCamera ? 'camera' : 'cameraOff'}
        isOn={hasCamera}
        isReady={isReady}
        isQuiet={isQuiet}
        label={t(hasCamera ? 'cameraOn' : 'cameraOff')}
        onPress={() => {
          onWish?.({ camera: !hasCamera });
          attempt(localParticipant.setCameraEnabled(!hasCamera, cameraId ? { deviceId: cameraId } : undefined));
        }}
      />
      {problem && (
        <span role="alert" className="text-sm">
          {t('failed')}
        </span>
      )}
    </div>
  );
}

function Toggle({
  icon,
  isOn,
  isReady,
  isQuiet,
  label,
  onPress,
}: {
  icon: IconName;
  isOn: boolean;
  isReady: boolean;
  isQuiet: boolean;
  label: string;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      disabled={!isReady}
      className={`tool disabled:opacity-60 ${isOn ? 'text-live!' : 'text-ink!'}`}
      title={isQuiet ? label : undefined}
      onClick={onPress}
    >
      <Icon name={icon} />
      <span className={isQuiet ? 'max-2xl:sr-only' : ''}>{label}</span>
    </button>
  );
}
