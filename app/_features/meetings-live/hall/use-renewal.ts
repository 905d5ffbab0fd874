import { useEffect, useRef, useState } from 'react';
import { useLive, useLiveStatus } from '#app/_lib/live/live-context.tsx';
import { isLull } from './hall-scene.ts';

const retryMs = 5_000;

/** The server's build; null while it does not answer. */
async function askBuild(): Promise<string | null> {
  try {
    const response = await fetch('/health', { cache: 'no-store' });
    const { build } = (await response.json()) as { build?: string };
    return response.ok ? (build ?? '') : null;
  } catch {
    return null;
  }
}

/** Loads the page anew once the server answers: a reload into nothing would leave an error page on the wall. */
export function reloadWhenUp(): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const attempt = async (): Promise<void> => {
    if ((await askBuild()) !== null) location.reload();
    timer = setTimeout(() => void attempt(), retryMs);
  };
  timer = setTimeout(() => void attempt(), retryMs);
  return () => clearTimeout(timer);
}

/** After every return of the connection the build is looked at; another one is loaded as soon as nobody speaks or votes. */
export function useRenewal(): void {
  const isConnected = useLiveStatus().kind === 'live';
  const isCalm = useLive(isLull);
  const own = useRef<string | null>(null);
  const [isOld, setOld] = useState(false);
  useEffect(() => {
    if (!isConnected) return;
    let isGone = false;
    void askBuild().then((build) => {
      if (isGone || build === null) return;
      own.current ??= build;
      setOld(build !== own.current);
    });
    return () => {
      isGone = true;
    };
  }, [isConnected]);
  useEffect(() => (isOld && isCalm ? reloadWhenUp() : undefined), [isOld, isCalm]);
}
