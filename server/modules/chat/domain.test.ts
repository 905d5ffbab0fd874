import { describe, expect, test } from 'vitest';
import { ChatDesk, matcher, person, visitor } from '#tests/support/chat-desk.ts';
import { isNear } from './domain.ts';
import { policy } from './policy.ts';
import { largestPending } from './state.ts';
import { normalise } from './words.ts';

describe('chat', () => {
  test('C1 people of the meeting talk among themselves; a question needs a proved phone', () => {
    const chat = new ChatDesk();
    expect(chat.say('大家好')).toBe('published');
    expect(chat.public.members).toEqual([]);
    expect(chat.ask('何时开工', visitor(1, false))).toBe('phoneNotVerified');
    expect(policy['chat.postMessage']?.roles).not.toContain('public');
  });

  test('C2 a question waits for review; with post-review a clean one shows at once, a doubtful one waits', () => {
    const chat = new ChatDesk();
    expect(chat.ask('片区新小学什么时候开工')).toBe('pending');
    expect(chat.public.published).toEqual([]);
    expect(chat.moderate('publishMessage', { messageId: chat.lastId })).toBe('ok');
    expect(chat.public.published.map((one) => one.text)).toEqual(['片区新小学什么时候开工']);
    chat.moderate('setChannel', { channel: 'public', isLocked: false, slowModeMs: 0, review: 'post' });
    expect(chat.ask('停车场能借用吗', visitor(2))).toBe('published');
    expect(chat.ask('看这里 https://spam.example', visitor(3))).toBe('pending');
  });

  test('C3 a blocked word refuses the message, a review word sends it to review', () => {
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
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
    const chat = new ChatDesk();
    chat.moderate('setChannel', { channel: 'members', isLocked: true, slowModeMs: 0, review: 'post' });
    expect(chat.say('有人吗')).toBe('locked');
    expect(chat.moderate('postMessage', { text: '请安静', replyTo: null })).toBe('published');
  });

  test('C8 a muted person posts nothing until unmuted', () => {
    const chat = new ChatDesk();
    expect(chat.moderate('mutePerson', { person: 'user:u1', reason: '刷屏' })).toBe('ok');
    expect(chat.say('为什么')).toBe('muted');
    expect(chat.moderate('mutePerson', { person: 'user:u1', reason: '刷屏' })).toBe('alreadyMuted');
    expect(chat.moderate('unmutePerson', { person: 'user:u1' })).toBe('ok');
    expect(chat.say('谢谢')).toBe('published');
    expect(chat.moderate('unmutePerson', { person: 'user:u1' })).toBe('notMuted');
  });

  test('C9 publishing and declining need a pending question', () => {
    const chat = new ChatDesk();
    chat.ask('与议题无关的广告');
    const messageId = chat.lastId;
    expect(chat.moderate('declineMessage', { messageId, reason: 'offTopic', note: '' })).toBe('ok');
    expect(chat.moderate('publishMessage', { messageId })).toBe('notPending');
    expect(chat.staff.counts.declined).toBe(1);
    expect(JSON.stringify(chat.public)).not.toContain('广告');
  });

  test('C10 deleting takes the words from every screen and leaves a mark', () => {
    const chat = new ChatDesk();
    chat.ask('电话是多少');
    const messageId = chat.lastId;
    chat.moderate('publishMessage', { messageId });
    expect(chat.moderate('deleteMessage', { messageId, reason: '含个人信息' })).toBe('ok');
    expect(chat.public.published[0]).toMatchObject({ text: null, deletedReason: '含个人信息' });
    expect(chat.moderate('deleteMessage', { messageId, reason: '再次' })).toBe('messageUnknown');
  });

  test('C11 the state keeps the newest 200 messages and at most 2,000 pending questions', () => {
    const chat = new ChatDesk();
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
});
