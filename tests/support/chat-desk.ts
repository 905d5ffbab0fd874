import { expect } from 'vitest';
import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { DecideContext, LiveFacts, LogEvent, NewEvent } from '#server/kernel/live.ts';
import type { Terms } from '#server/modules/chat/contract.ts';
import { type ChatState, chatLive } from '#server/modules/chat/domain.ts';
import { compileWords } from '#server/modules/chat/words.ts';
import { factsWith } from './facts.ts';

export const matcher = compileWords([
  { word: '坏词', kind: 'block' },
  { word: '加微信123', kind: 'review' },
]);
export const person = (n: number): Actor => ({
  kind: 'user',
  userId: `u${n}` as UserId,
  role: 'member',
  sessionId: 's',
  name: `n${n}`,
});
export const visitor = (n: number, phoneVerified = true): Actor => ({
  kind: 'visitor',
  visitorId: `v${n}`,
  phoneVerified,
  name: `居民${n}`,
});

/** A chat driven by commands, as staff see it and, beside it, as the public does. */
export class ChatDesk {
  staff: ChatState = chatLive.initial();
  public: ChatState = chatLive.initial();
  now = 1_000_000;
  seq = 0;
  lastId = '';
  facts: Partial<LiveFacts> = {};
  terms: Record<string, Terms> = {};

  screen = (text: string) => ({ ...matcher.find(text), terms: this.terms[text] ?? null });

  send(actor: Actor, type: string, input: object, roles: readonly MeetingRole[] = ['member']): string {
    const text = (input as { text?: string }).text ?? '';
    const ctx: DecideContext = {
      now: this.now,
      actor,
      facts: factsWith({ ...this.facts, roles }),
      newId: () => `id${this.seq + 1}`,
      prepared:
        type === 'upvoteQuestion' ? { mark: actor.kind === 'visitor' ? actor.visitorId : 'u' } : this.screen(text),
    };
    const decided = chatLive.decide(this.staff, { type: `chat.${type}`, input }, ctx);
    if (!decided.ok) return decided.error.code.replace('chat.', '');
    const told = chatLive.react
      ? decided.value.events.flatMap((one) => chatLive.react?.(this.staff, one, ctx) ?? [])
      : [];
    this.fold([...decided.value.events, ...told], actor);
    this.fold(chatLive.conclude?.(this.staff, () => ctx.facts, this.now) ?? [], { kind: 'system', service: 'chat' });
    const output = decided.value.output as { messageId?: string; status?: string } | undefined;
    this.lastId = output?.messageId ?? this.lastId;
    return output?.status ?? 'ok';
  }

  fold(events: readonly NewEvent[], actor: Actor): void {
    for (const event of events) {
      expect(chatLive.events[event.type]?.payload.safeParse(event.payload).success ?? true).toBe(true);
      const actorRef =
        actor.kind === 'user'
          ? `user:${actor.userId}`
          : actor.kind === 'visitor'
            ? `visitor:${actor.visitorId}`
            : 'system:x';
      const logged: LogEvent = {
        seq: ++this.seq,
        at: this.now,
        actor: actorRef,
        type: event.type,
        payload: { ...event.payload },
      };
      this.staff = chatLive.evolve(this.staff, logged);
      const audience = event.audience ?? chatLive.events[event.type]?.audience;
      if (audience === 'public') this.public = chatLive.evolve(this.public, structuredClone(logged));
    }
  }

  say = (text: string, actor = person(1)): string => this.send(actor, 'postMessage', { text, replyTo: null });
  ask = (text: string, actor = visitor(1)): string => this.send(actor, 'submitQuestion', { text }, ['public']);
  moderate = (type: string, input: object): string => this.send(person(99), type, { others: [], ...input }, ['chair']);
  askAll = (...texts: readonly string[]): readonly string[] =>
    texts.map((text, n) => {
      expect(this.ask(text, visitor(100 + n + this.seq))).toBe('pending');
      return this.lastId;
    });
}
