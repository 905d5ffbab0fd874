import { pick, seededRandom, seededUuid } from './random.ts';

/** 界别 with the seats each has in the demo district; 253 in all. */
export const sectorSeats: readonly (readonly [string, number])[] = [
  ['中共', 12],
  ['民革', 8],
  ['民盟', 9],
  ['民建', 9],
  ['民进', 8],
  ['农工党', 9],
  ['致公党', 7],
  ['九三学社', 9],
  ['台盟', 4],
  ['无党派', 8],
  ['共青团', 7],
  ['工会', 8],
  ['妇联', 9],
  ['青联', 7],
  ['工商联', 14],
  ['科协', 8],
  ['侨联', 7],
  ['文化艺术', 9],
  ['科技', 12],
  ['社会科学', 7],
  ['经济', 15],
  ['农业', 6],
  ['教育', 14],
  ['体育', 5],
  ['新闻出版', 6],
  ['医药卫生', 12],
  ['社会福利和社会保障', 7],
  ['少数民族', 5],
  ['宗教', 6],
  ['环境资源', 6],
];

export const committeeNames = [
  '提案委员会',
  '经济委员会',
  '城建资源环境委员会',
  '教科卫体委员会',
  '社会法制民族宗教委员会',
  '文化文史和学习委员会',
  '港澳台侨外事委员会',
  '委员学习联络委员会',
  '农业和农村委员会',
  '专题协商督导组',
] as const;

export const streetNames = [
  '东湖街道',
  '南塘街道',
  '西岗街道',
  '北桥街道',
  '白石街道',
  '青云街道',
  '明德街道',
  '永安街道',
  '新河街道',
  '和平街道',
  '沙园街道',
  '石榴街道',
  '长堤街道',
  '云山街道',
  '江湾街道',
  '清溪镇',
  '松林镇',
] as const;

export const departmentNames = [
  '区教育局',
  '区住房和建设局',
  '区规划和自然资源分局',
  '区交通运输局',
  '区卫生健康局',
  '区民政局',
  '区财政局',
  '区发展和改革局',
] as const;

const families =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马苗方任袁柳史唐薛雷贺倪汤罗毕郝安常乐于傅顾孟黄穆萧尹姚邵汪毛狄米贝明成戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房干解应宗丁宣邓单洪包诸左石崔吉龚程邢裴陆荣翁荀甄家封储靳段富巫乌焦山谷车侯班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶司黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔';
const given = [
  '静禾',
  '亦舟',
  '未晴',
  '书恒',
  '闻笙',
  '以宁',
  '知秋',
  '允中',
  '若溪',
  '景行',
  '怀瑾',
  '望舒',
  '思齐',
  '清和',
  '子衿',
  '云起',
  '嘉言',
  '修远',
  '明远',
  '安澜',
  '念初',
  '长风',
  '海宁',
  '立新',
  '秉文',
  '采薇',
  '如松',
  '晓岚',
  '慕白',
  '语桐',
  '承志',
  '维清',
  '博文',
  '雨晴',
  '素心',
  '建章',
  '守正',
  '南星',
  '向阳',
  '千帆',
] as const;
const parties = ['中共党员', '民盟盟员', '民建会员', '农工党党员', '九三学社社员', '无党派人士', '群众'] as const;
const employers = [
  '第一中学',
  '科技有限公司',
  '人民医院',
  '律师事务所',
  '建筑设计院',
  '社区服务中心',
  '文化馆',
  '实验小学',
  '会计师事务所',
  '生态园林公司',
] as const;
const titles = [
  '主任',
  '副主任',
  '总经理',
  '高级工程师',
  '主任医师',
  '校长',
  '合伙人',
  '研究员',
  '教师',
  '负责人',
] as const;

export interface DemoPerson {
  readonly userId: string;
  readonly memberId: string;
  readonly number: string;
  readonly username: string;
  readonly name: string;
  readonly gender: 'male' | 'female';
  readonly sector: string;
  readonly party: string;
  readonly post: string;
  readonly phone: string;
  readonly committees: readonly string[];
}

/** People of the mock-ups' story, so that pictures and demo tell the same one. */
const story: Readonly<Record<string, readonly string[]>> = {
  教育: ['沈静禾'],
  环境资源: ['林亦舟'],
  妇联: ['宋未晴'],
  经济: ['顾闻笙'],
  科技: ['孟以宁'],
  工商联: ['许知秋'],
};

/** 253 members whose names are nobody's; the same for the same seed. */
export function demoMembers(seed = 2026): readonly DemoPerson[] {
  const random = seededRandom(seed);
  const used = new Set(Object.values(story).flat());
  const people: DemoPerson[] = [];
  for (const [sector, seats] of sectorSeats) {
    for (let seat = 0; seat < seats; seat++) {
      const name = story[sector]?.[seat] ?? freshName(random, used);
      const index = people.length + 1;
      people.push({
        userId: seededUuid(random, 1_767_225_600_000 + index),
        memberId: seededUuid(random, 1_767_225_600_000 + index),
        number: `W${String(index).padStart(3, '0')}`,
        username: `w${String(index).padStart(3, '0')}`,
        name,
        gender: random() < 0.58 ? 'male' : 'female',
        sector,
        party: sector === '中共' ? '中共党员' : pick(random, parties),
        post: `${pick(random, streetNames).slice(0, 2)}${pick(random, employers)}${pick(random, titles)}`,
        // A range that is given to nobody.
        phone: `1990000${String(index).padStart(4, '0')}`,
        committees: [pick(random, committeeNames)],
      });
    }
  }
  return people;
}

function freshName(random: () => number, used: Set<string>): string {
  for (;;) {
    const name = pick(random, Array.from(families)) + pick(random, given);
    if (used.has(name)) continue;
    used.add(name);
    return name;
  }
}

export interface DemoAccount {
  readonly userId: string;
  readonly username: string;
  readonly name: string;
  readonly role: 'officer' | 'admin' | 'department' | 'street';
  readonly post: string;
}

/** Office, departments and streets. */
export function demoStaff(seed = 7): readonly DemoAccount[] {
  const random = seededRandom(seed);
  const account = (username: string, name: string, role: DemoAccount['role'], post: string): DemoAccount => ({
    userId: seededUuid(random, 1_767_225_500_000),
    username,
    name,
    role,
    post,
  });
  return [
    account('admin', '系统管理员', 'admin', '区政协办公室'),
    account('office', '周立新', 'officer', '区政协办公室'),
    account('clerk', '方书言', 'officer', '区政协办公室'),
    account('technician', '高朗', 'officer', '区政协信息中心'),
    ...departmentNames.map((name, index) =>
      account(`dept${index + 1}`, index === 0 ? '梁书恒' : `${name}联络员`, 'department', name),
    ),
    ...streetNames.map((name, index) =>
      account(`street${String(index + 1).padStart(2, '0')}`, `${name}联络员`, 'street', name),
    ),
  ];
}
