import type { Room } from '@livekit/rtc-node';
import { RoomServiceClient } from 'livekit-server-sdk';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { MediaTicket } from '#server/modules/rooms/contract.ts';
import type { SpeakingState } from '#server/modules/speaking/index.ts';
import { joinMedia, publishCamera } from './media-clients.ts';
import type { Account, MediaService } from './media-service.ts';

/** The device that everybody of a circle uses. */
export const deviceId = 'device-one';

/** A chair and two members of a live meeting, who come to the media with programs of somebody's own making. */
export class Circle {
  readonly house: MediaService;
  readonly meetingId: MeetingId;
  readonly chair: Account;
  readonly ann: Account;
  readonly bea: Account;
  readonly #joined: Room[] = [];
  readonly #cameras: { stop: () => Promise<void> }[] = [];

  private constructor(house: MediaService, meetingId: MeetingId, people: readonly [Account, Account, Account]) {
    this.house = house;
    this.meetingId = meetingId;
    [this.chair, this.ann, this.bea] = people;
  }

  static async meet(house: MediaService): Promise<Circle> {
    const [chair, ann, bea] = await Promise.all([
      house.account('member'),
      house.account('member'),
      house.account('member'),
    ]);
    const meetingId = await house.goLive([
      [chair, 'chair'],
      [ann, 'member'],
      [bea, 'member'],
    ]);
    return new Circle(house, meetingId, [chair, ann, bea]);
  }

  send(actor: Account, type: string, input: object = {}): Promise<Record<string, string>> {
    return this.house.send(this.meetingId, actor, type, input);
  }

  async ticketFor(who: Account): Promise<MediaTicket> {
    const result = await this.house.service.media.ticket(who, this.meetingId, deviceId);
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  }

  async join(ticket: MediaTicket): Promise<Room> {
    const room = await joinMedia(ticket);
    this.#joined.push(room);
    return room;
  }

  /** Into the log, without the media. */
  async checkIn(who: Account, consentVersion = '1'): Promise<void> {
    await this.send(who, 'rooms.enterRoom', { deviceId, mode: 'video', consentVersion });
  }

  async enter(who: Account, consentVersion = '1'): Promise<Room> {
    await this.checkIn(who, consentVersion);
    return this.join(await this.ticketFor(who));
  }

  async publish(room: Room): Promise<void> {
    this.#cameras.push(await publishCamera(room));
  }

  /** Somebody's connection as the media server has it. */
  async participant({ userId }: Account) {
    const { url, apiKey, apiSecret } = this.house.livekit;
    const there = await new RoomServiceClient(url, apiKey, apiSecret).listParticipants(this.meetingId);
    return there.find(({ identity }) => identity === `${userId}.${deviceId}`);
  }

  /** Whether the media server lets somebody publish; undefined while they are not there. */
  async mayPublish(who: Account): Promise<boolean | undefined> {
    return (await this.participant(who).catch(() => undefined))?.permission?.canPublish;
  }

  /** How many tracks of somebody another client finds. */
  tracksOf(room: Room, { userId }: Account): number {
    return room.remoteParticipants.get(`${userId}.${deviceId}`)?.trackPublications.size ?? 0;
  }

  async speaking(): Promise<SpeakingState> {
    return (await this.house.service.stateOf(this.meetingId))?.['speaking'] as SpeakingState;
  }

  /** Gives somebody the floor; their turn's id. */
  async call(who: Account, more: object = {}): Promise<string> {
    const { floorVersion: floor } = await this.speaking();
    const input = { userId: who.userId, kind: 'speech', source: 'online', floor, ...more };
    return (await this.send(this.chair, 'speaking.callSpeaker', input))['turnId'] ?? '';
  }

  /** Sends a command on the main turn as it is now. */
  async onTurn(command: string, more: object = {}): Promise<void> {
    const { mainTurnId: turnId, floorVersion: floor } = await this.speaking();
    await this.send(this.chair, `speaking.${command}`, { turnId, floor, ...more });
  }

  /** Everybody leaves the media. */
  async disperse(): Promise<void> {
    await Promise.all(this.#cameras.splice(0).map((camera) => camera.stop()));
    await Promise.all(this.#joined.splice(0).map((room) => room.disconnect().catch(() => undefined)));
  }
}
