import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { agendaLines } from '#app/_features/meetings-live/agenda-lines.ts';
import { clockTime, longDate, ordinal } from '#app/_lib/format.ts';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import { publicSnapshot } from '#app/_lib/live/public-snapshot.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { ReadAloud } from '#app/_ui/read-aloud.tsx';
import type { MeetingRow } from '#server/modules/meetings/index.ts';
import { MeetingTitle } from './meeting-title.tsx';

const isRunning = ({ phase }: MeetingRow): boolean => phase === 'live' || phase === 'suspended' || phase === 'open';

/** What is live leads the page; without one the next meeting does, with its date. */
export async function Lead({ meeting }: { meeting: MeetingRow }) {
  const found = await publicSnapshot(meeting.meetingId);
  const view = found.kind === 'found' ? (found.snapshot.state as unknown as MeetingView) : null;
  return (
    <section className="grid gap-x-11 gap-y-6 pt-6 pb-10 lg:grid-cols-[minmax(0,1.75fr)_minmax(0,1fr)]">
      {isRunning(meeting) ? <Screen meeting={meeting} view={view} /> : <When meeting={meeting} />}
      <Words meeting={meeting} view={view} />
    </section>
  );
}

interface LeadProps {
  readonly meeting: MeetingRow;
  readonly view: MeetingView | null;
}

const currentItem = (view: MeetingView | null) =>
  view?.meetings.agenda.find(({ itemId }) => itemId === view.meetings.currentItemId) ?? null;

/** The stage, closed as a curtain is: the picture itself plays on the page of the meeting. */
async function Screen({ meeting, view }: LeadProps) {
  const t = await getTranslations();
  const item = currentItem(view);
  const isClosed =
    view !== null && view.meetings.currentItemId !== null && view.meetings.currentVisibility !== 'public';
  return (
    <Link
      href={`/watch/${meeting.meetingId}`}
      className="group relative flex aspect-video max-h-110 min-h-55 w-full flex-col justify-end overflow-hidden bg-[url(/seats.svg)] bg-size-[min(46%,26rem)] bg-position-[50%_40%] bg-no-repeat no-underline on-stage max-lg:-mx-4 max-lg:w-[calc(100%+2rem)] md:max-lg:mx-0 md:max-lg:w-full"
    >
      <span className="absolute top-4 left-4 inline-flex items-center gap-1.5 rounded-xs bg-stage-live-fill px-2.5 py-1.5 text-sm leading-none font-bold text-stage-on-live lg:top-5 lg:left-6">
        {meeting.phase === 'live' && <i className="live-dot" />}
        {t(`common.phase.${meeting.phase}`)}
      </span>
      <span className="absolute top-1/2 left-1/2 grid size-18 -translate-1/2 place-items-center rounded-full border-2 border-stage-edge bg-stage-scrim text-ink">
        <Icon name="play" className="ml-1 size-8 fill-current" />
      </span>
      <span className="p-4 lg:p-6">
        <span className="block text-sm text-ink-2">
          {isClosed ? t('watch.stage.closedText') : item ? t('watch.currentTopic') : t('watch.stage.soonText')}
        </span>
        <span className="block font-serif text-xl font-bold text-ink lg:text-3xl">
          {isClosed ? t('watch.stage.closed') : (item?.title ?? t('watch.stage.soon'))}
        </span>
      </span>
    </Link>
  );
}

async function When({ meeting }: { meeting: MeetingRow }) {
  const locale = await getLocale();
  const t = await getTranslations('portal');
  return (
    <div className="flex min-h-55 flex-col justify-end bg-[url(/seats.svg)] bg-size-[min(46%,26rem)] bg-position-[94%_30%] bg-no-repeat p-5 on-stage max-lg:-mx-4 md:max-lg:mx-0 lg:aspect-video lg:max-h-110 lg:p-8">
      <p className="text-note text-ink-2">{t('next')}</p>
      <p className="num text-6xl leading-none font-bold lg:text-clock">{clockTime(meeting.plannedStartAt)}</p>
      <p className="num mt-3 text-lg text-ink-2 lg:text-xl">{longDate(meeting.plannedStartAt, locale)}</p>
    </div>
  );
}

async function Words({ meeting, view }: LeadProps) {
  const t = await getTranslations();
  const running = isRunning(meeting);
  const item = currentItem(view);
  const sentence = item
    ? t('portal.underway', { item: item.title })
    : t('portal.kindAt', { kind: t(`common.kind.${meeting.kind}`), place: meeting.place });
  return (
    <div className="flex min-w-0 flex-col">
      <p className={`flex items-center gap-2 font-bold ${meeting.phase === 'live' ? 'text-live' : 'text-ink-2'}`}>
        {meeting.phase === 'live' && <i className="live-dot" />}
        {running ? t(`portal.phase.${meeting.phase as 'live'}`) : t('portal.next')}
      </p>
      <h1 className="mt-2 font-serif text-4xl lg:text-5xl">
        <MeetingTitle title={meeting.title} />
      </h1>
      <p className="mt-2 text-lg leading-relaxed text-ink-2">{sentence}</p>
      {running && <p className="text-lg leading-relaxed text-ink-2">{t('portal.askNote')}</p>}
      <ReadAloud text={`${meeting.title}。${sentence}`} className="self-start" />
      {view && <Around view={view} />}
      <div className="mt-5 grid grid-cols-2 gap-2.5 sm:flex sm:flex-wrap">
        <Link href={`/watch/${meeting.meetingId}`} className="btn btn-nav btn-big">
          <Icon name="play" className="size-4" />
          {running ? t('portal.watch') : t('portal.open')}
        </Link>
        {running ? (
          <Link href={`/watch/${meeting.meetingId}#ask`} className="btn btn-line btn-big">
            {t('portal.ask')}
          </Link>
        ) : (
          <a href={`/api/live/${meeting.meetingId}/calendar.ics`} className="btn btn-line btn-big">
            {t('portal.calendar')}
          </a>
        )}
      </div>
    </div>
  );
}

const shownLines = 4;

/** The item under discussion with its neighbours. */
async function Around({ view }: { view: MeetingView }) {
  const t = await getTranslations('portal');
  const locale = await getLocale();
  const lines = agendaLines(view.meetings, Date.now()).filter(({ number }) => number !== null);
  const at = lines.findIndex(({ item }) => item.state === 'current');
  const from = Math.max(0, Math.min(at - 1, lines.length - shownLines));
  return (
    <ol className="mt-auto pt-4 text-note">
      {lines.slice(from, from + shownLines).map(({ item, number, beginsAt }) => {
        const isCurrent = item.state === 'current';
        return (
          <li
            key={item.itemId}
            aria-current={isCurrent ? 'step' : undefined}
            className={`grid grid-cols-[1.75rem_minmax(0,1fr)_auto] items-baseline gap-x-2 border-t border-line py-1.5 ${isCurrent ? 'font-bold' : 'text-ink-2'}`}
          >
            <b className="font-serif">{ordinal(number ?? 0, locale)}</b>
            <span className="truncate">{item.title}</span>
            <span className={`num text-sm ${isCurrent ? 'text-nav' : 'text-ink-3'}`}>
              {isCurrent
                ? t('itemNow')
                : item.state === 'done'
                  ? t('itemDone')
                  : beginsAt !== null && t('itemAbout', { time: clockTime(beginsAt) })}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
