'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { post } from '#app/_lib/command.ts';
import { dayInLists } from '#app/_lib/format.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { SearchField } from '#app/_ui/search-field.tsx';
import { Section } from '#app/_ui/section.tsx';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { ListedWord } from '#server/modules/chat/contract.ts';

interface WordListProps {
  readonly kind: ListedWord['kind'];
  readonly words: readonly ListedWord[];
}

const unavailable = violation('unavailable', 'unavailable');
const shownAtOnce = 200;

/** One list: add any number of words, find one, take one out and put it back. */
export function WordList({ kind, words }: WordListProps) {
  const t = useTranslations('office.words');
  const locale = useLocale();
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [draft, setDraft] = useState('');
  const [search, setSearch] = useState('');
  const [removed, setRemoved] = useState<string | null>(null);
  const [problem, setProblem] = useState<Violation | null>(null);

  const change = async (request: Promise<{ error?: Violation } | null>): Promise<boolean> => {
    const answer = await request;
    const refused = answer ? (answer.error ?? null) : unavailable;
    setProblem(refused);
    if (!refused) startTransition(() => router.refresh());
    return refused === null;
  };
  const add = (list: readonly string[]): Promise<boolean> =>
    change(post('/api/chat/words', { words: list.map((word) => word.slice(0, 60)), kind }));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await add(draft.split(/\n/))) setDraft('');
  };
  const remove = async (word: string): Promise<void> => {
    if (await change(post(`/api/chat/words/${encodeURIComponent(word)}`, null, 'DELETE'))) setRemoved(word);
  };
  const found = words.filter(({ word }) => word.includes(search.trim()));
  return (
    <Section
      title={t(`lists.${kind}.title`)}
      aside={<span className="num">{t('count', { count: words.length })}</span>}
    >
      <p className="mb-4 text-note text-ink-2">{t(`lists.${kind}.text`)}</p>
      <form onSubmit={(event) => void submit(event)} className="grid gap-2">
        <Field label={t(`lists.${kind}.add`)}>
          {({ id }) => (
            <textarea
              id={id}
              rows={2}
              className="field"
              placeholder={t('onePerLine')}
              value={draft}
              onChange={(event) => setDraft(event.target.value)}
            />
          )}
        </Field>
        <ProblemLine problem={problem} />
        <div className="flex flex-wrap items-center gap-3">
          <button type="submit" className="btn btn-line" disabled={draft.trim() === '' || isPending}>
            {t('addWords')}
          </button>
          <p role="status" className="text-note text-ink-2">
            {removed !== null && (
              <>
                {t('removed', { word: removed })}{' '}
                <button
                  type="button"
                  className="min-h-target px-1 text-nav underline underline-offset-4"
                  onClick={() => void add([removed]).then((isBack) => isBack && setRemoved(null))}
                >
                  {t('putBack')}
                </button>
              </>
            )}
          </p>
        </div>
      </form>
      {words.length > 8 && (
        <SearchField label={t(`lists.${kind}.find`)} className="mt-3" value={search} onChange={setSearch} />
      )}
      <ul aria-label={t(`lists.${kind}.title`)} className="mt-3 border-t border-line">
        {found.slice(0, shownAtOnce).map(({ word, addedAt, addedBy }) => (
          <li key={word} className="flex items-center gap-3 border-b border-line">
            <b className="min-w-0 flex-1 break-words">{word}</b>
            <span className="num text-sm text-ink-3">
              {addedBy && `${addedBy} · `}
              {dayInLists(addedAt, locale, addedAt)}
            </span>
            <button
              type="button"
              aria-label={t('remove', { word })}
              className="grid size-target flex-none place-items-center text-ink-3 hover:text-ink"
              onClick={() => void remove(word)}
            >
              <Icon name="close" className="size-4.5" />
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="py-4 text-note text-ink-3">{words.length === 0 ? t(`lists.${kind}.none`) : t('foundNone')}</p>
      )}
      {found.length > shownAtOnce && (
        <p className="py-3 text-sm text-ink-3">{t('more', { count: found.length - shownAtOnce })}</p>
      )}
    </Section>
  );
}
