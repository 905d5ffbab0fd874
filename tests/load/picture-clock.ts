/**
 * A clock that is drawn into a picture and read back from decoded frames. Thirty-two bits of the time in milliseconds stand
 * as black and white blocks in the middle of the picture, and below them their opposites, by which a reader knows that what
 * it sees is the clock and whole. Both functions run inside of pages: they may use nothing from outside of themselves.
 */

/** Puts the clock before the camera of every page of this browser. */
export function clockBeforeCamera(): void {
  const columns = 16;
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  const draw = (): void => {
    const time = Date.now() % 2 ** 32;
    pen.fillStyle = '#405060';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const width = (canvas.width * 0.8) / columns;
    const height = canvas.height * 0.1;
    for (let bit = 0; bit < 32; bit++) {
      const isSet = Math.floor(time / 2 ** bit) % 2 === 1;
      for (const [rows, isBlack] of [
        [0, !isSet],
        [2, isSet],
      ] as const) {
        pen.fillStyle = isBlack ? '#000' : '#fff';
        const row = rows + Math.floor(bit / columns);
        pen.fillRect(canvas.width * 0.1 + (bit % columns) * width, canvas.height * 0.3 + row * height, width, height);
      }
    }
  };
  draw();
  setInterval(draw, 20);
  const stream = canvas.captureStream(25);
  const devices = navigator.mediaDevices;
  const camera = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wish) => {
    const real = await camera(wish);
    const [drawn] = stream.getVideoTracks();
    if (!wish?.video || !drawn) return real;
    for (const track of real.getVideoTracks()) track.stop();
    return new MediaStream([drawn.clone(), ...real.getAudioTracks()]);
  };
}

/** How old each of the next `count` frames of a video is when it is shown, in milliseconds; unreadable frames are left out. */
export function readDelays({ selector, count }: { selector: string; count: number }): Promise<number[]> {
  const columns = 16;
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const video = document.querySelector<HTMLVideoElement>(selector);
  if (!pen || !video) throw new Error('no picture');
  canvas.width = 640;
  canvas.height = 360;
  const timeNow = (): number | null => {
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const lightAt = (bit: number, rows: number): number => {
      const x = Math.round(canvas.width * (0.1 + (0.8 / columns) * ((bit % columns) + 0.5)));
      const y = Math.round(canvas.height * (0.3 + 0.1 * (rows + Math.floor(bit / columns) + 0.5)));
      return data[(y * canvas.width + x) * 4] ?? 0;
    };
    let time = 0;
    for (let bit = 0; bit < 32; bit++) {
      const difference = lightAt(bit, 0) - lightAt(bit, 2);
      if (Math.abs(difference) < 60) return null;
      if (difference > 0) time += 2 ** bit;
    }
    return time;
  };
  const delays: number[] = [];
  let looked = 0;
  return new Promise((resolve) => {
    const look = (): void => {
      const time = timeNow();
      if (time !== null) delays.push((Date.now() % 2 ** 32) - time);
      if (delays.length >= count || ++looked > 4 * count) resolve(delays);
      else video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  });
}
