'use client';
import { useEffect, useState } from 'react';
import en from '#app/_messages/en/common.json';
import zh from '#app/_messages/zh-CN/common.json';
import { Notice } from '#app/_ui/states.tsx';

/** Stands when a page failed; it reads its texts itself, because what failed may have been what provides them. */
export default function FailedPage({ reset }: { reset: () => void }) {
  const [texts, setTexts] = useState(zh);
  useEffect(() => setTexts(document.documentElement.lang === 'en' ? en : zh), []);
  return (
    <main className="grid min-h-dvh place-content-center">
      <Notice
        icon="warning"
        title={texts.failed.title}
        action={
          <button type="button" className="btn btn-nav" onClick={reset}>
            {texts.retry}
          </button>
        }
      >
        {texts.failed.text}
      </Notice>
    </main>
  );
}
