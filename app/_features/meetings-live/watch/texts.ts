/** Texts of a page outside the framework: nested by context, placeholders in braces. */
export type TextTree = { readonly [key: string]: string | TextTree };

export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Finds a text by its path; an unknown one shows its path, which the completeness test makes impossible. */
export function sayer(texts: TextTree): Say {
  return (key, params = {}) => {
    let found: string | TextTree | undefined = texts;
    for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
    if (typeof found !== 'string') return key;
    return found.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
  };
}

export const hasText = (texts: TextTree, key: string): boolean => sayer(texts)(key) !== key;
