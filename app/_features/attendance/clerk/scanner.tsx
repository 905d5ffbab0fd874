'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';

interface Detector {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;

const detectorClass = (): DetectorClass | null =>
  (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector ?? null;

/** Whether this browser reads codes by itself; where it does not, codes and numbers are typed or come from a hand-held reader. */
export const hasScanner = (): boolean => detectorClass() !== null && globalThis.isSecureContext;

const everyMs = 250;

/** Reads a member's code by the camera. */
export function Scanner({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const t = useTranslations('attendance.clerk.scanner');
  const video = useRef<HTMLVideoElement>(null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    const Detect = detectorClass();
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const look = async (detector: Detector): Promise<void> => {
      const element = video.current;
      const codes = element && element.readyState >= 2 ? await detector.detect(element).catch(() => []) : [];
      const [code] = codes;
      if (isGone) return;
      if (code) onCode(code.rawValue);
      else timer = setTimeout(() => void look(detector), everyMs);
    };
    const begin = async (): Promise<void> => {
      if (!Detect) return setFailed(true);
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (isGone || !video.current) return stop(stream);
      video.current.srcObject = stream;
      await video.current.play();
      await look(new Detect({ formats: ['qr_code'] }));
    };
    begin().catch(() => setFailed(true));
    return () => {
      isGone = true;
      clearTimeout(timer);
      stop(stream);
    };
    // oxlint-disable-next-line react/exhaustive-deps -- the camera is opened once for as long as the dialog stands
  }, []);
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <video ref={video} muted playsInline className="aspect-square w-full rounded-xs bg-stage object-cover">
        <track kind="captions" />
      </video>
      <p className="mt-2 text-note text-ink-2">{t('text')}</p>
      <Problem>{hasFailed ? t('failed') : null}</Problem>
    </Dialog>
  );
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
