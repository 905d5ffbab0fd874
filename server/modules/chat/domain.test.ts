import { describe, expect, test } from 'vitest';
import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { DecideContext, LogEvent } from '#server/kernel/live.ts';
import { factsWith } from '#tests/support/facts.ts';
import { type ChatState, chatLive, isNear } from './domain.ts';
import { policy } from './policy.ts';
import { compileWords, normalise } from './words.ts';

const matcher = compileWords([
  { word: '坏词', kind: 'block' },
  { word: '加微信123', kind: 'review' },
]);
const person = (n: number): Actor => ({
  kind: 'user',
  userId: `u${n}` as UserId,
  role: 'member',
  sessionId: 's',
  name: `n${n}`,
});
const visitor = (n: number, phoneVerified = true): Actor => ({
  kind: 'visitor',
  visitorId: `v${n}`,
  phoneVerified,
  name: `居民${n}`,
});

/** A chat driven by commands, as staff see it and, beside it, as the public does. */
class Chat {
  staff: ChatState = chatLive.initial();
  public: ChatState = chatLive.initial();
  now = 1_000_000;
  seq = 0;
  lastId = '';

  send(actor: Actor, type: string, input: object, roles: readonly MeetingRole[] = ['member']): string {
    const text = (input as { text?: string }).text ?? '';
    const ctx: DecideContext = {
      now: this.now,
      actor,
      facts: factsWith({ roles }),
      newId: () => `id${this.seq + 1}`,
      prepared: matcher.find(text),
    };
    const decided = chatLive.decide(this.staff, { type: `chat.${type}`, input }, ctx);
    if (!decided.ok) return decided.error.code.replace('chat.', '');
    for (const event of decided.value.events) {
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
    const output = decided.value.output as { messageId?: string; status?: string } | undefined;
    this.lastId = output?.messageId ?? this.lastId;
    return output?.status ?? 'ok';
  }

  say = (text: string, actor = person(1)): string => this.send(actor, 'postMessage', { text, replyTo: null });
  ask = (text: string, actor = visitor(1)): string => this.send(actor, 'submitQuestion', { text }, ['public']);
  moderate = (type: string, input: object): string => this.send(person(99), type, input, ['chair']);
}

describe('chat', () => {
  test('C1 people of the meeting talk among themselves; a question needs a proved phone', () => {
    const chat = new Chat();
    expect(chat.say('大家好')).toBe('published');
    expect(chat.public.members).toEqual([]);
    expect(chat.ask('何时开工', visitor(1, false))).toBe('phoneNotVerified');
    expect(policy['chat.postMessage']?.roles).not.toContain('public');
  });

  test('C2 a question waits for review; with post-review a clean one shows at once, a doubtful one waits', () => {
    const chat = new Chat();
    expect(chat.ask('片区新小学什么时候开工')).toBe('pending');
    expect(chat.public.published).toEqual([]);
    expect(chat.moderate('publishMessage', { messageId: chat.lastId })).toBe('ok');
    expect(chat.public.published.map((one) => one.text)).toEqual(['片区新小学什么时候开工']);
    chat.moderate('setChannel', { channel: 'public', isLocked: false, slowModeMs: 0, review: 'post' });
    expect(chat.ask('停车场能借用吗', visitor(2))).toBe('published');
    expect(chat.ask('看这里 https://spam.example', visitor(3))).toBe('pending');
  });

  test('C3 a blocked word refuses the message, a review word sends it to review', () => {
    const chat = new Chat();
    expect(chat.say('这是坏词')).toBe('blockedWord');
    chat.moderate('setChannel', { channel: 'public', isLocked: false, slowModeMs: 0, review: 'post' });
    expect(chat.ask('请加微信123', visitor(4))).toBe('pending');
    expect(chat.staff.pending.at(-1)?.screening.words).toEqual(['加微信123']);
  });

  test.each([
    '坏 词',
    '坏\u200b词',
    '坏，词',
    '【坏】词',
    '加微信①②③',
    '加微信１２３',
    '加薇信123'.replace('薇', '微'),
  ])('C4 disguise %s is seen through', (text) => {
    const { blocked, review } = matcher.find(`前后${text}文字`);
    expect([...blocked, ...review]).toHaveLength(1);
  });

  test('C5 the same text again is refused; a near one of somebody else is marked', () => {
    const chat = new Chat();
    expect(chat.say('同意这个意见')).toBe('published');
    expect(chat.say('同意 这个意见！')).toBe('repeated');
    chat.now += 600_001;
    expect(chat.say('同意这个意见')).toBe('published');
    chat.ask('片区新小学什么时候开工呢');
    const first = chat.lastId;
    chat.ask('片区新小学什么时候开工？', visitor(2));
    expect(chat.staff.pending.at(-1)?.screening.repeatOf).toBe(first);
    expect(isNear(normalise('完全不同的话题内容'), normalise('片区新小学什么时候开工'))).toBe(false);
  });

  test('C6 ten messages in five seconds, then a pause; slow mode has its own pace', () => {
    const chat = new Chat();
    const answers = Array.from({ length: 11 }, (_, n) => chat.say(`第${n}句话`));
    expect(answers.slice(0, 10).every((one) => one === 'published')).toBe(true);
    expect(answers[10]).toBe('tooFast');
    chat.now += 5_001;
    expect(chat.say('又可以了')).toBe('published');
    chat.moderate('setChannel', { channel: 'members', isLocked: false, slowModeMs: 30_000, review: 'post' });
    chat.now += 10_000;
    expect(chat.say('太快')).toBe('slowMode');
    chat.now += 20_001;
    expect(chat.say('正好')).toBe('published');
  });

  test('C7 a locked channel takes only moderators’ messages', () => {
    const chat = new Chat();
    chat.moderate('setChannel', { channel: 'members', isLocked: true, slowModeMs: 0, review: 'post' });
    expect(chat.say('有人吗')).toBe('locked');
    expect(chat.moderate('postMessage', { text: '请安静', replyTo: null })).toBe('published');
  });

  test('C8 a muted person posts nothing until unmuted', () => {
    const chat = new Chat();
    expect(chat.moderate('mutePerson', { person: 'user:u1', reason: '刷屏' })).toBe('ok');
    expect(chat.say('为什么')).toBe('muted');
    expect(chat.moderate('mutePerson', { person: 'user:u1', reason: '刷屏' })).toBe('alreadyMuted');
    expect(chat.moderate('unmutePerson', { person: 'user:u1' })).toBe('ok');
    expect(chat.say('谢谢')).toBe('published');
    expect(chat.moderate('unmutePerson', { person: 'user:u1' })).toBe('notMuted');
  });

  test('C9 publishing and declining need a pending question', () => {
    const chat = new Chat();
    chat.ask('与议题无关的广告');
    const messageId = chat.lastId;
    expect(chat.moderate('declineMessage', { messageId, reason: 'offTopic', note: '' })).toBe('ok');
    expect(chat.moderate('publishMessage', { messageId })).toBe('notPending');
    expect(chat.staff.counts.declined).toBe(1);
    expect(JSON.stringify(chat.public)).not.toContain('广告');
  });

  test('C10 deleting takes the words from every screen and leaves a mark', () => {
    const chat = new Chat();
    chat.ask('电话是多少');
    const messageId = chat.lastId;
    chat.moderate('publishMessage', { messageId });
    expect(chat.moderate('deleteMessage', { messageId, reason: '含个人信息' })).toBe('ok');
    expect(chat.public.published[0]).toMatchObject({ text: null, deletedReason: '含个人信息' });
    expect(chat.moderate('deleteMessage', { messageId, reason: '再次' })).toBe('messageUnknown');
  });

  test('C11 the state keeps the newest 200 messages and at most 500 pending questions', () => {
    const chat = new Chat();
    for (let n = 0; n < 250; n++) chat.say(`消息 ${n}`, person(n));
    expect(chat.staff.members).toHaveLength(200);
    expect(chat.staff.members[0]?.text).toBe('消息 50');
    for (let n = 0; n < 500; n++) chat.ask(`问 ${String(n).repeat(5)}`, visitor(n));
    expect(chat.ask('再问一个', visitor(999))).toBe('tooManyPending');
  });

  test('C12 chair, clerk and officer moderate, nobody else', () => {
    for (const command of ['publishMessage', 'declineMessage', 'deleteMessage', 'mutePerson', 'setChannel']) {
      expect(policy[`chat.${command}`]?.roles).toEqual(['chair', 'clerk', 'officer']);
    }
  });
});
