import { type MeetingView, meetingFolding } from '#app/_lib/live/modules.ts';
import type { Snapshot } from '#server/kernel/live.ts';
import { mainTurn } from '#server/modules/speaking/figures.ts';
import type { Turn } from '#server/modules/speaking/state.ts';
import type { TestClient } from '#tests/support/district.ts';

/** Follows a meeting as a page does, for what a picture's preparation must know of it. */
export class Onlooker {
  readonly #client: TestClient;
  #view: MeetingView = meetingFolding.initial();
  #seen = 0;

  constructor(client: TestClient) {
    this.#client = client;
    client.socket.on('snapshot', ({ state }: Snapshot) => {
      this.#view = state as unknown as MeetingView;
    });
  }

  mainTurn(): { readonly turn: Turn | null; readonly floor: number } {
    const fresh = this.#client.events.slice(this.#seen);
    this.#seen = this.#client.events.length;
    this.#view = meetingFolding.fold(this.#view, fresh);
    return { turn: mainTurn(this.#view.speaking), floor: this.#view.speaking.floorVersion };
  }
}
