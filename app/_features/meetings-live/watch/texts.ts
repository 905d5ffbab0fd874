/** Texts of a page outside the framework: nested by context, written as the whole house writes them (ICU). */
export type TextTree = { readonly [key: string]: string | TextTree };

export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;
type Params = Readonly<Record<string, string | number>>;

/** Where the brace that opens at `start` is closed. */
function closing(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return text.length;
}

/** The cases of a choice: `met {…} other {…}`. */
function casesOf(text: string): ReadonlyMap<string, string> {
  const cases = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf('{', at);
    if (open < 0) break;
    const end = closing(text, open);
    cases.set(text.slice(at, open).trim(), text.slice(open + 1, end));
    at = end + 1;
  }
  return cases;
}

/** Fills a text in: values, `number`, `select` and `plural` with `#`; all that the texts of this page use. */
export function filled(text: string, params: Params, locale: string): string {
  let words = '';
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf('{', at);
    if (open < 0) return words + text.slice(at);
    const end = closing(text, open);
    const [name = '', kind = '', ...rest] = text.slice(open + 1, end).split(',');
    const value = params[name.trim()] ?? '';
    words += text.slice(at, open);
    if (kind.trim() === 'select' || kind.trim() === 'plural') {
      const cases = casesOf(rest.join(','));
      const isPlural = kind.trim() === 'plural';
      const rule = isPlural ? new Intl.PluralRules(locale).select(Number(value)) : String(value);
      const chosen = (isPlural ? cases.get(`=${value}`) : undefined) ?? cases.get(rule) ?? cases.get('other') ?? '';
      words += filled(isPlural ? chosen.replaceAll('#', String(value)) : chosen, params, locale);
    } else words += kind.trim() === 'number' ? Number(value).toLocaleString(locale) : String(value);
    at = end + 1;
  }
  return words;
}

/** Finds a text by its path; an unknown one shows its path, which the completeness test makes impossible. */
export function sayer(texts: TextTree, locale = 'zh-CN'): Say {
  return (key, params = {}) => {
    let found: string | TextTree | undefined = texts;
    for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
    return typeof found === 'string' ? filled(found, params, locale) : key;
  };
}

export const hasText = (texts: TextTree, key: string): boolean => sayer(texts)(key) !== key;
