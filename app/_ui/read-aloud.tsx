'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Icon } from './icon.tsx';

/** In large text: the page's key sentences, read by the device's own voice. */
export function ReadAloud({ text, className = '' }: { text: string; className?: string }) {
  const t = useTranslations('common');
  const [canSpeak, setCanSpeak] = useState(false);
  const [isSpeaking, setSpeaking] = useState(false);
  useEffect(() => {
    setCanSpeak('speechSynthesis' in globalThis);
    return () => globalThis.speechSynthesis?.cancel();
  }, []);
  const toggle = (): void => {
    speechSynthesis.cancel();
    if (isSpeaking) return setSpeaking(false);
    const words = new SpeechSynthesisUtterance(text);
    words.lang = document.documentElement.lang;
    words.rate = 0.9;
    for (const end of ['end', 'error'] as const) words.addEventListener(end, () => setSpeaking(false));
    speechSynthesis.speak(words);
    setSpeaking(true);
  };
  if (!canSpeak) return null;
  return (
    <button
      type="button"
      aria-pressed={isSpeaking}
      className={`tool hidden px-0 text-base text-nav elder:inline-flex ${className}`}
      onClick={toggle}
    >
      <Icon name="sound" className="size-6" />
      {t(isSpeaking ? 'readStop' : 'readAloud')}
    </button>
  );
}
