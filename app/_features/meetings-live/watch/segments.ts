import type HlsPlayer from 'hls.js';

/** A picture made of the programme's segments, some seconds behind the meeting. */
export interface SegmentsPicture {
  readonly video: HTMLVideoElement;
  /** The instant, on the log's clock, whose picture is shown now; null while there is none. */
  readonly shownInstant: () => number | null;
  readonly stop: () => void;
}

/** Seconds behind the newest segment: two of them, because a list may be a second old and is read every two. */
const behindS = 4;
const anewMs = 2_000;
const nativeType = 'application/vnd.apple.mpegurl';

/** Browsers that play such lists themselves and better; others claim to and do it worse than the library. */
const isNative = (video: HTMLVideoElement): boolean =>
  video.canPlayType(nativeType) !== '' && ('ManagedMediaSource' in globalThis || !('MediaSource' in globalThis));

/** Plays the live playlist into a picture of its own; comes back by itself, also when there is no list yet. */
export function playSegments(url: string): SegmentsPicture {
  const video = document.createElement('video');
  video.playsInline = true;
  video.muted = true;
  video.autoplay = true;
  return isNative(video) ? playNatively(video, url) : playByLibrary(video, url);
}

function playNatively(video: HTMLVideoElement, url: string): SegmentsPicture {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = (): void => {
    video.src = url;
    void video.play().catch(() => undefined);
  };
  video.addEventListener('error', () => {
    clearTimeout(timer);
    timer = setTimeout(begin, anewMs);
  });
  begin();
  const startOf = (): number => (video as { getStartDate?: () => Date }).getStartDate?.().getTime() ?? Number.NaN;
  return {
    video,
    shownInstant() {
      const start = startOf();
      return video.readyState >= 2 && Number.isFinite(start) ? start + video.currentTime * 1_000 : null;
    },
    stop() {
      clearTimeout(timer);
      video.removeAttribute('src');
      video.load();
    },
  };
}

function playByLibrary(video: HTMLVideoElement, url: string): SegmentsPicture {
  let hls: HlsPlayer | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const begin = async (): Promise<void> => {
    const { default: Hls } = await import('hls.js/light');
    if (isStopped) return;
    hls?.destroy();
    const player = new Hls({
      // The segments need no repacking, so there is nothing for a worker to do.
      enableWorker: false,
      liveSyncDuration: behindS,
      liveMaxLatencyDuration: 4 * behindS,
      maxLiveSyncPlaybackRate: 1.1,
      backBufferLength: 10,
    });
    hls = player;
    player.on(Hls.Events.ERROR, (_, { fatal, type }) => {
      if (!fatal) return;
      if (type === Hls.ErrorTypes.MEDIA_ERROR) return player.recoverMediaError();
      player.destroy();
      again();
    });
    player.loadSource(url);
    player.attachMedia(video);
    player.once(Hls.Events.MANIFEST_PARSED, () => void video.play().catch(() => undefined));
  };
  const again = (): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void begin().catch(again), anewMs);
  };
  void begin().catch(again);
  return {
    video,
    shownInstant: () => (video.readyState >= 2 ? (hls?.playingDate?.getTime() ?? null) : null),
    stop() {
      isStopped = true;
      clearTimeout(timer);
      hls?.destroy();
    },
  };
}
