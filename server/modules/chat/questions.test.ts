import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecideContext, MeetingPhase } from '#server/kernel/live.ts';
import { ChatDesk, person, visitor } from '#tests/support/chat-desk.ts';
import { factsWith } from '#tests/support/facts.ts';
import type { Terms } from './contract.ts';
import { chatLive } from './domain.ts';
import { boxState, byUpvotes, groupsOf } from './figures.ts';
import { defaultRules } from './state.ts';

const rules = (change: object): object => ({ ...defaultRules, ...change });
const hours = (change: object): object => rules({ hours: { ...defaultRules.hours, ...change } });
const same: Terms = { words: { 片区: 2, 小学: 2, 开工: 2 }, numbers: [], isNegated: false };

/** Three near questions that wait in one group, and one beside them. */
function grouped(): { chat: ChatDesk; first: string; second: string; third: string; other: string } {
  const chat = new ChatDesk();
  const near = ['片区新小学什么时候开工', '片区小学啥时候开工', '请问片区小学几时动工'];
  for (const text of near) chat.terms[text] = same;
  const [first = '', second = '', third = '', other = ''] = chat.askAll(...near, '停车场能借用吗');
  return { chat, first, second, third, other };
}

describe('questions of the public', () => {
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
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
    const [messageId = ''] = chat.askAll('停车场能借用吗');
    chat.facts = { currentItemId: 'i7', currentVisibility: 'closed' };
    expect(chat.moderate('publishMessage', { messageId })).toBe('itemNotPublic');
    chat.moderate('setChannel', { channel: 'public', isLocked: false, slowModeMs: 0, review: 'post' });
    expect(chat.ask('电梯谁来修？', visitor(3))).toBe('pending');
    expect(chat.moderate('declineMessage', { messageId, reason: 'offTopic', note: '' })).toBe('ok');
    chat.facts = {};
    expect(chat.moderate('publishMessage', { messageId: chat.lastId })).toBe('ok');
  });

  test('C9 C16 C17 C18 C19 C22 whatever moderators do in whatever order, every question stands in one place and the public learns only what was shown', () => {
    const acts = [
      'ask',
      'publish',
      'decline',
      'join',
      'regroup',
      'alone',
      'restore',
      'delete',
      'vote',
      'unvote',
      'show',
    ] as const;
    const step = fc.record({ act: fc.constantFrom(...acts), one: fc.nat(30), other: fc.nat(30), topic: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const chat = new ChatDesk();
        const asked: string[] = [];
        const joined = new Set<string>();
        for (const [n, { act, one, other, topic }] of steps.entries()) {
          chat.now += 1_000;
          const messageId = asked[one % Math.max(1, asked.length)] ?? 'none';
          const second = asked[other % Math.max(1, asked.length)] ?? 'none';
          const waiting = new Set(chat.staff.pending.map((question) => question.messageId));
          const vote = (isFor: boolean) =>
            chat.send(visitor(other), 'upvoteQuestion', { messageId, isFor }, ['public']);
          if (act === 'ask') {
            const text = `问题 ${topic} ${n}`;
            chat.terms[text] = { ...same, words: { [`题${topic}`]: 2, 片区: 2 } };
            expect(chat.ask(text, visitor(1_000 + n))).toBe('pending');
            asked.push(chat.lastId);
          } else if (act === 'publish') {
            const isTaken =
              chat.moderate('publishMessage', { messageId, others: messageId === second ? [] : [second] }) === 'ok';
            expect(isTaken).toBe(waiting.has(messageId) && waiting.has(second));
            if (isTaken && messageId !== second) joined.add(second);
          } else if (act === 'join') {
            if (chat.moderate('joinQuestions', { into: messageId, messageIds: [second] }) === 'ok') joined.add(second);
          } else if (act === 'decline')
            chat.moderate('declineMessage', { messageId, others: [], reason: 'other', note: '' });
          else if (act === 'restore') chat.moderate('restoreQuestions', { messageIds: [messageId] });
          else if (act === 'regroup') chat.moderate('regroupQuestions', { messageIds: [messageId], with: second });
          else if (act === 'alone') chat.moderate('regroupQuestions', { messageIds: [messageId], with: null });
          else if (act === 'delete') chat.moderate('deleteMessage', { messageId, reason: '撤下' });
          else if (act === 'show') chat.moderate('showQuestion', { messageId });
          else vote(act === 'vote');
        }
        const { pending, published, declined } = chat.staff;
        const places = [...pending, ...published, ...declined].map((question) => question.messageId);
        expect([...places, ...joined].toSorted()).toEqual(asked.toSorted());
        const standing = groupsOf(chat.staff).flatMap(({ questions }) => questions);
        expect(standing).toHaveLength(pending.length);
        expect([chat.public.pending, chat.public.declined, chat.public.upvoters]).toEqual([[], [], {}]);
        const seen = ({ messageId, text, upvotes, joined: count }: (typeof published)[number]) => [
          messageId,
          text,
          upvotes,
          count,
        ];
        expect(chat.public.published.map(seen)).toEqual(published.map(seen));
        for (const { messageId, text, upvotes } of published)
          if (text !== null) expect(upvotes).toBe(Object.keys(chat.staff.upvoters[messageId] ?? {}).length);
        expect(published.reduce((sum, question) => sum + question.joined, 0)).toBe(joined.size);
        if (chat.staff.shown)
          expect(published.find(({ messageId }) => messageId === chat.staff.shown?.messageId)?.text).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
