import type { Snapshot } from '#server/kernel/live.ts';
import type { SpeakingKind } from '#server/modules/speaking/contract.ts';
import { queueOf } from '#server/modules/speaking/figures.ts';
import type { SpeakingState, Turn } from '#server/modules/speaking/state.ts';
import { signIn, TestClient } from './district.ts';

/** The chair at the live socket, for tests that are about other people's pages. */
export class ChairDesk {
  readonly client: TestClient;
  readonly #url: string;
  readonly #cookie: string;

  private constructor(url: string, cookie: string, meetingId: string) {
    this.#url = url;
    this.#cookie = cookie;
    this.client = new TestClient(url, cookie, meetingId);
  }

  static async open(url: string, username: string, meetingId: string): Promise<ChairDesk> {
    return new ChairDesk(url, await signIn(url, username), meetingId);
  }

  /** The log's state as the staff reads it now. */
  async state(): Promise<Readonly<Record<string, unknown>>> {
    const { meetingId } = this.client;
    const answer = await fetch(`${this.#url}/api/live/${meetingId}/snapshot`, { headers: { cookie: this.#cookie } });
    return ((await answer.json()) as Snapshot).state;
  }

  async speaking(): Promise<SpeakingState> {
    return (await this.state())['speaking'] as SpeakingState;
  }

  async mainTurn(): Promise<Turn | undefined> {
    const { turns, mainTurnId } = await this.speaking();
    return turns.find(({ turnId }) => turnId === mainTurnId);
  }

  async send(type: string, input: object): Promise<void> {
    const ack = await this.client.send(type, input);
    if (!ack.ok) throw new Error(`${type} was refused: ${ack.error.code}`);
  }

  /** Gives the floor to whoever stands first, or first in a kind. */
  async grantNext(kind: SpeakingKind, limitMs: number): Promise<void> {
    const speaking = await this.speaking();
    const [item] = speaking.entries;
    const next = queueOf(speaking, item?.itemId ?? null).find(({ entry }) => entry.kind === kind);
    if (!next) throw new Error(`nobody waits for ${kind}`);
    const { entryId, version: basedOn } = next.entry;
    await this.send('speaking.grantFloor', { entryId, basedOn, floor: speaking.floorVersion, limitMs });
  }

  close(): void {
    this.client.close();
  }
}
