'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '#app/_ui/icon.tsx';
import { Pick, type PickOption } from '#app/_ui/pick.tsx';
import { type DeviceChoice, rememberChecked, rememberChoice, rememberedChoice } from './device.ts';
import { playTestTone, type SoundLevel, soundLevel } from './sound-level.ts';

/** Why a device cannot be used, in the words of the browser's own errors. */
type Problem = 'denied' | 'missing' | 'busy' | 'insecure' | 'other';

const problemOf = (error: unknown): Problem => {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'other';
};

async function open(choice: DeviceChoice): Promise<{ stream: MediaStream | null; problem: Problem | null }> {
  if (!globalThis.isSecureContext || !navigator.mediaDevices) return { stream: null, problem: 'insecure' };
  const video = choice.cameraId ? { deviceId: { ideal: choice.cameraId } } : true;
  const audio = choice.microphoneId ? { deviceId: { ideal: choice.microphoneId } } : true;
  try {
    return { stream: await navigator.mediaDevices.getUserMedia({ video, audio }), problem: null };
  } catch (error) {
    // One of the two may be missing: sound alone is enough to take part.
    const stream = await navigator.mediaDevices.getUserMedia({ audio }).catch(() => null);
    return { stream, problem: problemOf(error) };
  }
}

/** Camera picture, microphone level and speaker test before entering; the choice is remembered on this device. */
export function DeviceCheck() {
  const t = useTranslations('rooms.check');
  const [choice, setChoice] = useState<DeviceChoice>(rememberedChoice);
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    let isGone = false;
    let opened: MediaStream | null = null;
    void open(choice).then(async (found) => {
      opened = found.stream;
      if (isGone) return stop(opened);
      setStream(found.stream);
      if (found.stream) rememberChecked();
      setProblem(found.problem);
      setDevices((await navigator.mediaDevices?.enumerateDevices()) ?? []);
    });
    return () => {
      isGone = true;
      stop(opened);
    };
  }, [choice]);

  const choose = (change: Partial<DeviceChoice>): void => {
    const next = { ...choice, ...change };
    rememberChoice(next);
    setChoice(next);
  };
  const select = (kind: MediaDeviceKind, label: string, value: string | null, set: (id: string) => void) => {
    const options = devicesOf(devices, kind);
    return options.length > 0 && <Pick label={label} options={options} value={value} onPick={set} />;
  };

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="grid content-start gap-3">
        <Preview stream={stream} label={t('preview')} none={t('noPicture')} />
        <LevelMeter stream={stream} label={t('level')} />
      </div>
      <div className="grid content-start gap-3">
        {problem && (
          <p className="flex gap-2 text-note" role="status">
            <Icon name="warning" className="mt-0.5 size-5 text-time" />
            <span>{t(`problem.${problem}`)}</span>
          </p>
        )}
        {select('videoinput', t('camera'), choice.cameraId, (cameraId) => choose({ cameraId }))}
        {select('audioinput', t('microphone'), choice.microphoneId, (microphoneId) => choose({ microphoneId }))}
        {select('audiooutput', t('speaker'), choice.speakerId, (speakerId) => choose({ speakerId }))}
        <button
          type="button"
          className="btn btn-line mt-1 justify-self-start"
          onClick={() => void playTestTone(choice.speakerId)}
        >
          <Icon name="sound" />
          {t('testSpeaker')}
        </button>
      </div>
    </div>
  );
}

/** The devices of a kind that have a name; before the browser was allowed to use any, none has. */
export const devicesOf = (devices: readonly MediaDeviceInfo[], kind: MediaDeviceKind): readonly PickOption[] =>
  devices
    .filter((one) => one.kind === kind && one.deviceId !== '' && one.label !== '')
    .map(({ deviceId, label }) => ({ value: deviceId, label }));

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function Preview({ stream, label, none }: { stream: MediaStream | null; label: string; none: string }) {
  const element = useRef<HTMLVideoElement>(null);
  const hasPicture = (stream?.getVideoTracks().length ?? 0) > 0;
  useEffect(() => {
    if (element.current) element.current.srcObject = stream;
  }, [stream]);
  return (
    <div className="relative aspect-video overflow-hidden rounded-xs bg-well">
      <video
        ref={element}
        autoPlay
        muted
        playsInline
        aria-label={label}
        className={`size-full -scale-x-100 object-cover ${hasPicture ? '' : 'invisible'}`}
      />
      {!hasPicture && <p className="absolute inset-0 grid place-items-center text-note text-ink-2">{none}</p>}
    </div>
  );
}

/** Bars that move with the voice; written straight to the page, thirty times a second. */
export function LevelMeter({ stream, label }: { stream: MediaStream | null; label: string }) {
  const element = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    let level: SoundLevel | null = null;
    if (stream && stream.getAudioTracks().length > 0)
      level = soundLevel(stream, (value) => {
        if (element.current) element.current.value = value;
      });
    return () => level?.stop();
  }, [stream]);
  return (
    <label className="flex items-center gap-3 text-sm text-ink-2">
      <Icon name="mic" />
      <span className="sr-only">{label}</span>
      <meter ref={element} min={0} max={1} value={0} aria-label={label} className="min-w-0 flex-1" />
    </label>
  );
}
