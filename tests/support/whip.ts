import type { Page } from '@playwright/test';

/** How the media server answered an encoder's offer. */
export interface WhipAnswer {
  readonly status: number;
  /** The address under which the encoder takes its leave; null when it was refused. */
  readonly resource: string | null;
}

/**
 * Pushes a moving picture and a tone by WHIP as an encoder does: one offer by POST with the token, one answer, no other
 * signalling. The page must be one that may reach the address.
 */
export async function pushByWhip(page: Page, url: string, token: string): Promise<WhipAnswer> {
  return page.evaluate(
    async ([address, bearer]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
      const context = canvas.getContext('2d');
      let shade = 0;
      setInterval(() => {
        shade = (shade + 7) % 255;
        if (context) context.fillStyle = `rgb(${shade} 80 120)`;
        context?.fillRect(0, 0, 640, 360);
      }, 40);
      const sounds = new AudioContext();
      const tone = new OscillatorNode(sounds);
      const out = new MediaStreamAudioDestinationNode(sounds);
      tone.connect(out);
      tone.start();
      const stream = new MediaStream([...canvas.captureStream(25).getTracks(), ...out.stream.getTracks()]);
      const connection = new RTCPeerConnection();
      Object.assign(globalThis, { connection });
      for (const track of stream.getTracks())
        connection.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
      await connection.setLocalDescription(await connection.createOffer());
      await new Promise<void>((resolve) => {
        if (connection.iceGatheringState === 'complete') resolve();
        connection.addEventListener('icegatheringstatechange', () => {
          if (connection.iceGatheringState === 'complete') resolve();
        });
      });
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/sdp', authorization: `Bearer ${bearer}` },
        body: connection.localDescription?.sdp ?? '',
      });
      const sdp = await response.text();
      if (response.ok) await connection.setRemoteDescription({ type: 'answer', sdp });
      else connection.close();
      return { status: response.status, resource: response.headers.get('location') };
    },
    [url, token] as const,
  );
}

/** Ends what was pushed without a farewell, as a computer that loses its power does. */
export const dropWhip = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as { connection: RTCPeerConnection }).connection.close());
