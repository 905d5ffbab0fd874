/** What people of this trade put into passwords when a rule makes them longer; everybody who guesses tries these. */
const words = [
  'password',
  'passw0rd',
  'qwerty',
  'asdfgh',
  'zxcvbn',
  'iloveyou',
  'welcome',
  'admin',
  'letmein',
  'abc123',
  'zhengxie',
  'weiyuan',
  'zhongguo',
  'woaini',
  'cppcc',
  'demo',
];
const runs = [
  '01234567890123456789',
  '98765432109876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
];

/** Own names and numbers, as far as they are long enough to be told from chance. */
export interface OwnWords {
  readonly username: string;
  readonly name: string;
  readonly phone: string | null;
}

/**
 * Whether little is left of a password once the well-known words, the person's own and runs of the keyboard are taken
 * out: fewer than six characters that differ in at least three.
 */
export function isEasyPassword(password: string, own: OwnWords): boolean {
  let left = password.toLowerCase();
  const known = [...words, own.username, own.name, own.phone ?? ''].map((word) => word.toLowerCase());
  for (const word of known.filter((one) => one.length >= 3)) left = left.replaceAll(word, '');
  left = left.replaceAll(/(19|20)\d\d/g, '').replaceAll(/(.)\1{2,}/g, '$1');
  for (let length = 10; length >= 4; length--)
    for (const run of runs)
      for (let at = 0; at + length <= run.length; at++) left = left.replaceAll(run.slice(at, at + length), '');
  return left.length < 6 || new Set(left).size < 3;
}
