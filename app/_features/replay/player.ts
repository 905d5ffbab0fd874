import { listeners } from '#app/_lib/live/live-client.ts';
import { gapsOf, instantOf, type MediaSpan, mediaTimeOf, spansOf } from './media-time.ts';

export interface PlayerState {
  /** The log's instant that is shown. */
  readonly instant: number;
  readonly isPlaying: boolean;
  readonly rate: number;
  readonly isMuted: boolean;
  /** Pieces are on their way. */
  readonly isWaiting: boolean;
  /** The stretch that was just jumped over; null once it was shown for a while. */
  readonly jumped: Span | null;
  /** The recording cannot be reached; it is tried again by itself. */
  readonly isOffline: boolean;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export const rates = [0.75, 1, 1.25, 1.5, 2] as const;
const tickMs = 200;
const noticeMs = 5_000;
const retryMs = 3_000;

interface PlayerOptions extends Span {
  /** Where the playlist is; null when nothing was recorded. */
  readonly playlistUrl: string | null;
  /** Without a recording these stretches are jumped over. */
  readonly cuts: readonly Span[];
  readonly startAt: number;
}

/**
 * Picture and clock of a replay: the one instant that everything on the page follows. Where there is no recording the
 * clock runs by itself.
 */
export class ReplayPlayer {
  readonly #options: PlayerOptions;
  readonly #changed = listeners();
  #state: PlayerState;
  #video: HTMLVideoElement | null = null;
  #spans: readonly MediaSpan[] = [];
  #detach: () => void = () => undefined;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #jumpTimer: ReturnType<typeof setTimeout> | undefined;
  #tickedAt = 0;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#state = {
      instant: options.startAt,
      isPlaying: false,
      rate: 1,
      isMuted: false,
      isWaiting: options.playlistUrl !== null,
      jumped: null,
      isOffline: false,
    };
  }

  readonly subscribe = this.#changed.add;
  readonly getState = (): PlayerState => this.#state;
  /** Stretches without a picture; none while the recording is not read yet or where there is none. */
  readonly gaps = (): readonly Span[] =>
    this.#spans.length > 0 ? gapsOf(this.#spans, this.#options.from, this.#options.to) : [];

  #become(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changed.call();
  }

  /** Plays into this element. Returns what lets go of it. */
  attach(video: HTMLVideoElement): () => void {
    let isGone = false;
    let letGo: () => void = () => undefined;
    let timer: ReturnType<typeof setTimeout>;
    const { playlistUrl } = this.#options;
    if (playlistUrl === null) return () => undefined;
    this.#video = video;
    const onTime = (): void => this.#follow();
    const set = (change: Partial<PlayerState>) => (): void => this.#become(change);
    const events: Readonly<Record<string, () => void>> = {
      timeupdate: onTime,
      seeked: onTime,
      play: set({ isPlaying: true }),
      pause: set({ isPlaying: false }),
      ended: set({ isPlaying: false }),
      waiting: set({ isWaiting: true }),
      playing: set({ isWaiting: false }),
      canplay: set({ isWaiting: false }),
      volumechange: () => this.#become({ isMuted: video.muted }),
    };
    for (const [name, listener] of Object.entries(events)) video.addEventListener(name, listener);
    const load = async (): Promise<void> => {
      try {
        const answer = await fetch(playlistUrl);
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        this.#spans = spansOf(await answer.text());
        if (isGone) return;
        const at = mediaTimeOf(this.#spans, this.#state.instant) ?? 0;
        letGo();
        letGo = await play(video, playlistUrl, at / 1000, retry);
        if (isGone) return letGo();
        this.#become({ isOffline: false });
      } catch {
        retry();
      }
    };
    const retry = (): void => {
      if (isGone) return;
      this.#become({ isOffline: true });
      clearTimeout(timer);
      timer = setTimeout(() => void load(), retryMs);
    };
    void load();
    this.#detach = () => {
      isGone = true;
      clearTimeout(timer);
      letGo();
      for (const [name, listener] of Object.entries(events)) video.removeEventListener(name, listener);
      if (this.#video === video) this.#video = null;
    };
    return this.#detach;
  }

  /** The instant follows the picture; where it leaps over a gap that is said. */
  #follow(): void {
    const { instant, isPlaying } = this.#state;
    const next = this.#video && instantOf(this.#spans, this.#video.currentTime * 1000);
    if (next === null || this.#video?.seeking) return;
    const hasLeapt = isPlaying && next - instant > 2_500;
    this.#become({ instant: next });
    if (hasLeapt) this.#tellJump({ from: instant, to: next });
  }

  #tellJump(jumped: Span): void {
    clearTimeout(this.#jumpTimer);
    this.#become({ jumped });
    this.#jumpTimer = setTimeout(() => this.#become({ jumped: null }), noticeMs);
  }

  /** Goes to an instant of the log; in a gap to where the picture goes on. */
  seek(at: number): void {
    const wanted = Math.min(Math.max(at, this.#options.from), this.#options.to);
    const mediaMs = this.#options.playlistUrl === null ? null : mediaTimeOf(this.#spans, wanted);
    if (mediaMs === null) return this.#become({ instant: this.#playable(wanted), jumped: null });
    this.#become({ instant: instantOf(this.#spans, mediaMs + 0.5) ?? wanted, jumped: null });
    if (this.#video) this.#video.currentTime = (mediaMs + 0.5) / 1000;
  }

  #playable(at: number): number {
    return this.#options.cuts.find(({ from, to }) => at >= from && at < to)?.to ?? at;
  }

  toggle(): void {
    if (this.#video) {
      if (this.#video.paused) void this.#video.play().catch(() => undefined);
      else this.#video.pause();
      return;
    }
    const isPlaying = !this.#state.isPlaying;
    if (isPlaying && this.#state.instant >= this.#options.to) this.seek(this.#options.from);
    this.#become({ isPlaying });
    clearInterval(this.#ticker);
    this.#tickedAt = performance.now();
    if (isPlaying) this.#ticker = setInterval(() => this.#tick(), tickMs);
  }

  #tick(): void {
    const now = performance.now();
    const reached = this.#state.instant + (now - this.#tickedAt) * this.#state.rate;
    this.#tickedAt = now;
    const instant = Math.min(this.#playable(reached), this.#options.to);
    if (instant - reached > 2_500) this.#tellJump({ from: reached, to: instant });
    const isOver = instant >= this.#options.to;
    this.#become({ instant, ...(isOver && { isPlaying: false }) });
    if (isOver) clearInterval(this.#ticker);
  }

  setRate(rate: number): void {
    if (this.#video) this.#video.playbackRate = rate;
    this.#become({ rate });
  }

  toggleSound(): void {
    if (this.#video) this.#video.muted = !this.#video.muted;
  }

  close(): void {
    clearInterval(this.#ticker);
    clearTimeout(this.#jumpTimer);
    this.#detach();
  }
}

/** Plays a playlist by the browser itself where it can, else by hls.js. Returns what ends it. */
async function play(video: HTMLVideoElement, url: string, startS: number, onLost: () => void): Promise<() => void> {
  const { default: Hls } = await import('hls.js');
  if (!Hls.isSupported()) {
    video.src = url;
    const onError = (): void => onLost();
    const onMetadata = (): void => {
      video.currentTime = startS;
    };
    video.addEventListener('error', onError);
    video.addEventListener('loadedmetadata', onMetadata, { once: true });
    return () => {
      video.removeEventListener('error', onError);
      video.removeAttribute('src');
      video.load();
    };
  }
  const hls = new Hls({ enableWorker: false, startPosition: startS, maxBufferLength: 30 });
  hls.on(Hls.Events.ERROR, (_, error) => {
    if (!error.fatal) return;
    // What broke in the decoder is mended in place; what is not answered, or was taken down meanwhile, is read anew.
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else onLost();
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => hls.destroy();
}
