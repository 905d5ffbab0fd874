import type { Terms } from './contract.ts';

/** A word with its part of speech, as the segmenter tells it. */
export interface TaggedWord {
  readonly word: string;
  readonly tag: string;
}

/** Words that say the same in a question; each line under its first. */
const sameWords: readonly (readonly string[])[] = [
  ['开工', '动工', '开建', '开始建', '动土', '破土'],
  ['孩子', '小孩', '娃', '娃娃', '小朋友', '儿童'],
  ['上学', '入学', '念书', '读书'],
  ['安装', '加装', '装', '增设', '加建'],
  ['维修', '修', '修理', '检修', '修一修', '修好'],
  ['老人', '老年人', '长者', '老人家'],
  ['停车位', '车位', '泊位'],
  ['拥堵', '堵', '堵车', '塞车', '拥挤', '堵塞'],
  ['噪音', '噪声', '太吵', '扰民'],
  ['修建', '建', '建设', '盖', '新建'],
  ['地铁', '轨道交通', '轨交'],
  ['医院', '卫生院'],
  ['占用', '占', '占据'],
  ['施工', '施工队', '动工现场'],
  ['回迁', '搬回来', '搬回', '回搬'],
  ['涨', '上涨', '涨价'],
];
const leadOf: ReadonlyMap<string, string> = new Map(
  sameWords.flatMap(([lead = '', ...others]) => others.map((other) => [other, lead] as const)),
);

/** What every question has and none is about. */
const empty = new Set(
  '请问 想问 想 问 还 以后 以前 之后 后 原来 继续 比较 合理 各 特别 非常 厉害 不会 不能 不要 没有 问题 希望 建议 能否 能不能 可以 可不可以 是否 是不是 有没有 会不会 要不要 怎么办 怎么 怎样 如何 为什么 为何 什么 什么时候 时候 何时 几时 啥时候 多久 哪里 哪儿 哪个 谁 多少 到底 究竟 现在 目前 今年 明年 我们 我 我家 你们 咱们 大家 有 是 在 会 能 要 让 给 把 被 到 去 来 说 做 进行 情况 相关 有关 领导 您好 你好 谢谢 一下 一个 这个 那个 这 那 们 里 上 下 中 里面 附近 旁边 就要 该 应该 需要 具体 安排 计划 打算 考虑 解决 处理 时间 年 月 号 楼 栋 条 个 次 位 名 请 找 才'.split(
    ' ',
  ),
);
/** 涨不涨, 能不能, 可不可以: forms of asking that hold a no without saying one. */
const askedForms = /(\p{Script=Han}{1,2}?)[不没]\1/gu;
const noNo = /不知道?|不好意思|有没有/g;
const no = /[不没未别勿]|无法|禁止/;
const number = /\d+|[一二三四五六七八九十]+(?=[号楼栋期小中条路站])/g;

const weightOf = ({ word, tag }: TaggedWord): number => {
  if (empty.has(word) || /^[\p{P}\s]+$/u.test(word)) return 0;
  // Names and things say most, then acts and qualities; particles, pronouns and counting say nothing.
  const byTag =
    /^[nijlb]/.test(tag) || tag === 'eng' || tag === 'vn'
      ? 1
      : /^[va]/.test(tag)
        ? 0.9
        : /^[tsf]/.test(tag)
          ? 0.4
          : /^[dzx]/.test(tag)
            ? 0.3
            : 0;
  const { length } = word;
  return byTag * (length === 1 ? 1.2 : Math.min(length, 4) * 0.25 + 1.5);
};

/** The terms of a text (C15); `cut` is the segmenter. */
export function termsOf(text: string, cut: (text: string) => readonly TaggedWord[]): Terms {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll(askedForms, '$1');
  const words: Record<string, number> = {};
  for (const tagged of cut(plain)) {
    const weight = weightOf(tagged);
    if (weight > 0) words[leadOf.get(tagged.word) ?? tagged.word] = weight;
  }
  const numbers = [...new Set(plain.match(number) ?? [])].toSorted();
  return { words, numbers, isNegated: no.test(plain.replaceAll(noNo, '')) };
}
