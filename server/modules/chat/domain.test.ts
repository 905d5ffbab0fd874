import { describe, expect, test } from 'vitest';
import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { DecideContext, LiveFacts, LogEvent, MeetingPhase, NewEvent } from '#server/kernel/live.ts';
import { factsWith } from '#tests/support/facts.ts';
import type { Terms } from './contract.ts';
import { type ChatState, chatLive, isNear } from './domain.ts';
import { boxState, byUpvotes, groupsOf } from './figures.ts';
import { policy } from './policy.ts';
import { defaultRules, largestPending } from './state.ts';
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

const rules = (change: object): object => ({ ...defaultRules, ...change });
const hours = (change: object): object => rules({ hours: { ...defaultRules.hours, ...change } });
const same: Terms = { words: { 片区: 2, 小学: 2, 开工: 2 }, numbers: [], isNegated: false };

/** Three near questions that wait in one group, and one beside them. */
function grouped(): { chat: Chat; first: string; second: string; third: string; other: string } {
  const chat = new Chat();
  const near = ['片区新小学什么时候开工', '片区小学啥时候开工', '请问片区小学几时动工'];
  for (const text of near) chat.terms[text] = same;
  const [first = '', second = '', third = '', other = ''] = chat.askAll(...near, '停车场能借用吗');
  return { chat, first, second, third, other };
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

  test('C5 the same text again is refused; a near one of somebody else joins its group', () => {
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

  test('C11 the state keeps the newest 200 messages and at most 2,000 pending questions', () => {
    const chat = new Chat();
    for (let n = 0; n < 250; n++) chat.say(`消息 ${n}`, person(n));
    expect(chat.staff.members).toHaveLength(200);
    expect(chat.staff.members[0]?.text).toBe('消息 50');
    for (let n = 0; n < largestPending; n++) {
      const text = `问 ${String(n).repeat(5)}`;
      // Told apart by their numbers at once, instead of by all pairs of characters.
      chat.terms[text] = { words: { [text]: 2, 问: 1 }, numbers: [String(n)], isNegated: false };
      chat.ask(text, visitor(n));
    }
    expect(chat.staff.pending).toHaveLength(largestPending);
    expect(chat.ask('再问一个', visitor(999))).toBe('tooManyPending');
  });

  test('C12 chair, clerk and officer moderate, nobody else', () => {
    for (const command of ['publishMessage', 'declineMessage', 'deleteMessage', 'mutePerson', 'setChannel']) {
      expect(policy[`chat.${command}`]?.roles).toEqual(['chair', 'clerk', 'officer']);
    }
  });

  test('C15 C16 near questions join one group; they are moved out, merged and split', () => {
    const { chat, first, second, third, other } = grouped();
    const board = () => groupsOf(chat.staff).map(({ questions }) => questions.map(({ messageId }) => messageId));
    expect(board()).toEqual([[first, second, third], [other]]);
    expect(chat.moderate('regroupQuestions', { messageIds: [second], with: null })).toBe('ok');
    expect(board()).toEqual([[first, third], [second], [other]]);
    expect(chat.moderate('regroupQuestions', { messageIds: [first], with: null })).toBe('ok');
    expect(board()).toEqual([[first], [second], [third], [other]]);
    expect(chat.moderate('regroupQuestions', { messageIds: [other, first], with: second })).toBe('ok');
    expect(board()).toEqual([[first, second, other], [third]]);
    expect(chat.moderate('regroupQuestions', { messageIds: ['none'], with: null })).toBe('notPending');
    expect(chat.moderate('regroupQuestions', { messageIds: [first], with: 'none' })).toBe('notPending');
    expect(chat.public.pending).toEqual([]);
  });

  test('C17 a group is published in one step: one question shows, the others are joined and counted', () => {
    const { chat, first, second, third, other } = grouped();
    expect(chat.moderate('publishMessage', { messageId: second, others: [first] })).toBe('ok');
    expect(chat.public.published).toMatchObject([{ messageId: second, joined: 1, text: '片区小学啥时候开工' }]);
    // Whoever joined after the moderator looked goes on waiting.
    expect(chat.staff.pending.map(({ messageId }) => messageId)).toEqual([third, other]);
    expect(chat.moderate('publishMessage', { messageId: other, others: [first] })).toBe('notPending');
    expect(JSON.stringify(chat.public)).not.toContain('片区新小学');
  });

  test('C17 a group is declined in one step, all with the same reason', () => {
    const { chat, first, second, third } = grouped();
    expect(
      chat.moderate('declineMessage', { messageId: first, others: [second, third], reason: 'answered', note: '' }),
    ).toBe('ok');
    expect(chat.staff.declined.map(({ messageId, reason }) => [messageId, reason])).toEqual([
      [first, 'answered'],
      [second, 'answered'],
      [third, 'answered'],
    ]);
    expect(chat.staff.counts.declined).toBe(3);
    expect(chat.public.declined).toEqual([]);
  });

  test('C18 what is near to a published question is joined to it without a second publication', () => {
    const { chat, first, second, third, other } = grouped();
    chat.moderate('publishMessage', { messageId: first });
    expect(groupsOf(chat.staff)[0]).toMatchObject({ published: { messageId: first }, questions: [{}, {}] });
    expect(chat.moderate('joinQuestions', { into: first, messageIds: [second, third] })).toBe('ok');
    expect(chat.public.published).toMatchObject([{ joined: 2 }]);
    expect(chat.staff.counts.published).toBe(1);
    expect(chat.moderate('joinQuestions', { into: other, messageIds: [other] })).toBe('notPublished');
  });

  test('C19 what was declined is taken back and waits where it waited', () => {
    const { chat, first, second, other } = grouped();
    chat.moderate('declineMessage', { messageId: first, others: [second], reason: 'offTopic', note: '' });
    expect(chat.moderate('restoreQuestions', { messageIds: [first, second] })).toBe('ok');
    expect(chat.staff.pending[0]).toMatchObject({ messageId: first, screening: { words: [] } });
    expect(chat.staff.counts.declined).toBe(0);
    expect(chat.moderate('restoreQuestions', { messageIds: [other] })).toBe('notDeclined');
  });

  test('C20 length, links, repeats and the number of questions are settings of the meeting', () => {
    const chat = new Chat();
    expect(chat.ask('好')).toBe('tooShort');
    chat.moderate('setQuestionRules', rules({ longest: 50, links: 'refuse', repeats: 'refuse', perTenMinutes: 2 }));
    expect(chat.ask('字'.repeat(51))).toBe('tooLong');
    expect(chat.ask('看这里 https://spam.example')).toBe('noLinks');
    expect(chat.ask('片区小学什么时候开工')).toBe('pending');
    chat.moderate('publishMessage', { messageId: chat.lastId });
    expect(chat.ask('片区小学什么时候开工呢', visitor(2))).toBe('alreadyShown');
    expect(chat.ask('停车场能借用吗')).toBe('pending');
    expect(chat.ask('电梯谁来修？')).toBe('enoughAsked');
    chat.now += 600_001;
    expect(chat.ask('电梯谁来修？')).toBe('pending');
  });

  test('C21 the box keeps its hours: from the lobby, while the meeting runs, or between two instants', () => {
    const chat = new Chat();
    const at = (phase: MeetingPhase): string => {
      chat.facts = { phase };
      const box = boxState(chat.public, phase, chat.now);
      const answer = chat.ask(`现在能提问吗 ${phase} ${chat.seq}`, visitor(chat.seq + 500));
      expect(answer).toBe(box.isOpen ? 'pending' : 'boxClosed');
      return box.isOpen ? 'open' : box.why;
    };
    expect([at('scheduled'), at('open'), at('live'), at('suspended')]).toEqual(['lobby', 'open', 'open', 'open']);
    chat.moderate('setQuestionRules', hours({ from: 'start' }));
    expect([at('scheduled'), at('open'), at('live')]).toEqual(['start', 'start', 'open']);
    chat.moderate('setQuestionRules', hours({ opensAt: chat.now + 1_000, closesAt: chat.now + 2_000 }));
    expect(boxState(chat.public, 'scheduled', chat.now)).toMatchObject({ why: 'notYet', opensAt: chat.now + 1_000 });
    expect(at('live')).toBe('notYet');
    chat.now += 1_000;
    expect(at('scheduled')).toBe('open');
    chat.now += 1_000;
    expect([at('live'), at('ended')]).toEqual(['past', 'over']);
    expect(chat.moderate('setQuestionRules', hours({ opensAt: 5, closesAt: 5 }))).toBe('hoursEmpty');
  });

  test('C22 one vote for each proved phone, taken back at will, counted once; the public learns counts only', () => {
    const chat = new Chat();
    const [one = '', other = ''] = chat.askAll('停车场能借用吗', '电梯谁来修？');
    for (const messageId of [one, other]) chat.moderate('publishMessage', { messageId });
    const vote = (n: number, messageId: string, isFor = true) =>
      chat.send(visitor(n), 'upvoteQuestion', { messageId, isFor }, ['public']);
    expect([vote(1, other), vote(1, other), vote(2, other), vote(3, one), vote(3, one, false)]).toEqual(
      Array(5).fill('ok'),
    );
    expect(byUpvotes(chat.public.published).map(({ messageId, upvotes }) => [messageId, upvotes])).toEqual([
      [other, 2],
      [one, 0],
    ]);
    expect(chat.public.upvoters).toEqual({});
    expect(chat.send(visitor(4, false), 'upvoteQuestion', { messageId: one, isFor: true }, ['public'])).toBe(
      'phoneNotVerified',
    );
    expect(vote(5, 'none')).toBe('notPublished');
  });

  test('C23 a published question is answered in words or in the meeting, and the answer is taken back', () => {
    const chat = new Chat();
    const [messageId = ''] = chat.askAll('停车场能借用吗');
    const answer = { by: '区教育部门', text: '可以借用。', turnId: null };
    expect(chat.moderate('answerQuestion', { messageId, answer })).toBe('notPublished');
    chat.moderate('publishMessage', { messageId });
    expect(chat.moderate('answerQuestion', { messageId, answer: { ...answer, turnId: 'none' } })).toBe('turnUnknown');
    expect(chat.moderate('answerQuestion', { messageId, answer })).toBe('ok');
    expect(chat.public.published[0]?.answer).toMatchObject({ by: '区教育部门', text: '可以借用。' });
    chat.facts = { hasTurn: (turnId) => turnId === 't1' };
    expect(chat.moderate('answerQuestion', { messageId, answer: { ...answer, text: null, turnId: 't1' } })).toBe('ok');
    expect(chat.moderate('answerQuestion', { messageId, answer: null })).toBe('ok');
    expect(chat.public.published[0]?.answer).toBeNull();
    expect(chat.moderate('answerQuestion', { messageId, answer: null })).toBe('notAnswered');
  });

  test('C24 the queue tells who takes a question up and in which turn it was spoken to', () => {
    const chat = new Chat();
    const [messageId = '', pending = ''] = chat.askAll('停车场能借用吗', '电梯谁来修？');
    chat.moderate('publishMessage', { messageId });
    const ctx = { facts: factsWith({}) } as DecideContext;
    const veto = (questionId: string | null) =>
      chatLive.veto?.(chat.staff, { type: 'speaking.addEntry', input: { questionId } }, ctx)?.code ?? null;
    expect([veto(null), veto(messageId), veto(pending)]).toEqual([null, null, 'chat.notPublished']);
    const happens = (type: string, payload: object): void => {
      chat.fold(
        chatLive.react?.(chat.staff, { type: `speaking.${type}`, payload: { ...payload } }, ctx) ?? [],
        person(99),
      );
    };
    happens('entryAdded', { questionId: messageId, entryId: 'e1', speaker: { name: '沈静禾' } });
    expect([chat.staff.published[0]?.taken?.by, chat.public.published[0]?.taken]).toEqual(['沈静禾', null]);
    happens('turnStarted', { questionId: messageId, turnId: 't1', entryId: 'e1', speaker: { name: '沈静禾' } });
    expect(chat.public.published[0]).toMatchObject({ taken: null, raised: { by: '沈静禾', turnId: 't1' } });
  });

  test('C25 C26 a question is marked as an opinion once, and one at a time stands on the hall screen', () => {
    const chat = new Chat();
    const [one = '', other = ''] = chat.askAll('停车场能借用吗', '电梯谁来修？');
    expect(chat.moderate('markOpinion', { messageId: one, note: '转街道' })).toBe('ok');
    expect(chat.moderate('markOpinion', { messageId: one, note: '' })).toBe('alreadyMarked');
    expect([chat.staff.opinions, chat.public.opinions]).toEqual([[one], []]);
    expect(chat.moderate('showQuestion', { messageId: one })).toBe('notPublished');
    for (const messageId of [one, other]) chat.moderate('publishMessage', { messageId });
    chat.moderate('showQuestion', { messageId: one });
    chat.moderate('showQuestion', { messageId: other });
    expect(chat.public.shown?.messageId).toBe(other);
    chat.moderate('deleteMessage', { messageId: other, reason: '含个人信息' });
    expect(chat.public.shown).toBeNull();
    expect(chat.moderate('showQuestion', { messageId: null })).toBe('nothingShown');
  });

  test('C28 while an item is hidden from the public nothing is published, and nothing shows at once', () => {
    const chat = new Chat();
    const [messageId = ''] = chat.askAll('停车场能借用吗');
    chat.facts = { currentItemId: 'i7', currentVisibility: 'closed' };
    expect(chat.moderate('publishMessage', { messageId })).toBe('itemNotPublic');
    chat.moderate('setChannel', { channel: 'public', isLocked: false, slowModeMs: 0, review: 'post' });
    expect(chat.ask('电梯谁来修？', visitor(3))).toBe('pending');
    expect(chat.moderate('declineMessage', { messageId, reason: 'offTopic', note: '' })).toBe('ok');
    chat.facts = {};
    expect(chat.moderate('publishMessage', { messageId: chat.lastId })).toBe('ok');
  });
});
