'use client';

import { useEffect, useRef } from 'react';
import type { PublishedPicture, PublishedSound } from './media-room.ts';

/** One picture as everybody sees it: one's own is not turned round, because it is what goes out. */
export function PictureView({ picture, className = '' }: { picture: PublishedPicture; className?: string }) {
  const element = useRef<HTMLVideoElement>(null);
  const { track } = picture;
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    track.attach(video);
    return () => {
      track.detach(video);
    };
  }, [track]);
  const fit = picture.source === 'screen' ? 'object-contain' : 'object-cover';
  return (
    <video
      ref={element}
      muted
      playsInline
      data-source={picture.source}
      data-user={picture.userId}
      className={`size-full ${fit} ${className}`}
    />
  );
}

/** Every sound of the room, heard through the chosen speaker. */
export function Sounds({ sounds }: { sounds: readonly PublishedSound[] }) {
  return sounds.map((sound) => <SoundView key={sound.key} sound={sound} />);
}

function SoundView({ sound: { track } }: { sound: PublishedSound }) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    track.attach(audio);
    return () => {
      track.detach(audio);
    };
  }, [track]);
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- live speech; its captions stand under the picture
  return <audio ref={element} autoPlay />;
}
