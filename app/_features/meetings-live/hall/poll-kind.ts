import { useTranslations } from 'next-intl';
import type { Poll } from '#server/modules/polls/state.ts';

/** What kind of vote it is, for the right end of the top line. */
export function usePollKind(): (poll: Poll) => string {
  const t = useTranslations('hall.poll');
  return ({ definition: { form, secrecy, electorate } }) => {
    if (form === 'straw') return t(electorate === 'public' ? 'publicStraw' : 'straw');
    return t(`kind.${secrecy}`);
  };
}
