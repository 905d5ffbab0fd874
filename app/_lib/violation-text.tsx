'use client';
import { useTranslations } from 'next-intl';
import type { Violation } from '#server/kernel/errors.ts';

/** The sentence for a refusal: `context.code` stands under `errors` of its context, others in the common texts. */
export function useViolationText(): (violation: Violation) => string {
  const t = useTranslations();
  return ({ code, params = {} }) => {
    const at = code.indexOf('.');
    const key = at < 0 ? `common.errors.${code}` : `${code.slice(0, at)}.errors.${code.slice(at + 1)}`;
    return t.has(key as never) ? t(key as never, params as never) : t('common.errors.internal');
  };
}
