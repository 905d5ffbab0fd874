export interface SoundLevel {
  readonly stop: () => void;
}

const looksPerSecond = 30;

/** How loud samples are, 0–1: -60 dB is silence, -6 dB as loud as it should get. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 20 * Math.log10(Math.sqrt(sum / samples.length) + 1e-6);
  return Math.min(1, Math.max(0, (decibels + 60) / 54));
}

/** Tells how loud a stream is, 0–1, thirty times a second. */
export function soundLevel(stream: MediaStream, onLevel: (level: number) => void): SoundLevel {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(loudness(samples));
  }, 1000 / looksPerSecond);
  return {
    stop() {
      clearInterval(timer);
      source.disconnect();
      void context.close();
    },
  };
}

type WithSink = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** Two quiet tones through the chosen speaker. */
export async function playTestTone(speakerId: string | null): Promise<void> {
  const context: WithSink = new AudioContext();
  if (speakerId) await context.setSinkId?.(speakerId).catch(() => undefined);
  const gain = context.createGain();
  gain.gain.value = 0.12;
  gain.connect(context.destination);
  for (const [index, frequency] of [440, 660].entries()) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(context.currentTime + index * 0.45);
    tone.stop(context.currentTime + index * 0.45 + 0.35);
  }
  setTimeout(() => void context.close(), 1_400);
}
