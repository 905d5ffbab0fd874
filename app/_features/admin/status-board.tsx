'use client';

import Link from 'next/link';
import { useFormatter, useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { clockTime, dayInLists } from '#app/_lib/format.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { PageHead } from '#app/_ui/page-head.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Bones, Notice } from '#app/_ui/states.tsx';
import { Head } from '#app/_ui/table.tsx';
import type { SystemStatus } from '#server/admin-routes.ts';
import { type HeardStatus, useStatus } from './use-status.ts';

const toTheSecond = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;
const knownChecks = new Set(['postgres', 'redis', 'livekit']);

/** What runs, on one page that keeps itself up to date and stays calm when something does not. */
export function StatusBoard() {
  const t = useTranslations('office.admin');
  const heard = useStatus();
  const { status, failingSince } = heard;
  return (
    <>
      <PageHead title={t('title')} below={<Summary heard={heard} />} />
      {status ? (
        <div>
          <div className="grid gap-x-12 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <Checks checks={heard.checks ?? status.checks} rooms={status.rooms} />
            <Outbox outbox={status.outbox} />
          </div>
          <Nodes nodes={status.nodes} at={status.at} />
          <div className="grid gap-x-12 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <Meetings status={status} />
            <Rooms status={status} />
          </div>
        </div>
      ) : failingSince === null ? (
        <Bones lines={8} />
      ) : heard.checks ? (
        <Checks checks={heard.checks} rooms={null} />
      ) : (
        <Notice icon="signal" title={t('silent.title')}>
          {t('silent.text')}
        </Notice>
      )}
    </>
  );
}

/** One sentence: all is well, or what is not and what it means. */
function Summary({ heard: { status, checks, failingSince } }: { heard: HeardStatus }) {
  const t = useTranslations('office.admin');
  const format = useFormatter();
  if (!status && failingSince === null) return <>{t('asking')}</>;
  const bad = (checks ?? status?.checks ?? []).filter((one) => !one.isGood && !isOff(one));
  const silent = status?.nodes.filter(({ isSilent }) => isSilent) ?? [];
  const isWell = bad.length === 0 && silent.length === 0 && failingSince === null;
  const time = (ms: number): string => format.dateTime(ms, toTheSecond);
  return (
    <span role="status" className="flex items-start gap-2">
      <Icon name={isWell ? 'check' : 'warning'} className={`mt-0.5 size-5 ${isWell ? 'text-nav' : 'text-ink'}`} />
      <span>
        <b className="text-ink">
          {bad.length > 0
            ? bad.map(({ name }) => (knownChecks.has(name) ? t(`summary.${name}` as 'summary.redis') : name)).join(' ')
            : failingSince !== null
              ? t('summary.unreachable')
              : silent.length > 0
                ? t('summary.silent', { count: silent.length })
                : t('summary.well')}
        </b>{' '}
        <span className="num whitespace-nowrap text-ink-3">
          {failingSince === null
            ? status && t('updated', { time: time(status.at) })
            : status && t('lastKnown', { time: time(status.at) })}
        </span>
      </span>
    </span>
  );
}

type Check = SystemStatus['checks'][number];
/** What the operator has chosen not to run is not a fault. */
const isOff = ({ state }: Check): boolean => state === 'off';

interface ChecksProps {
  readonly checks: readonly Check[];
  readonly rooms: SystemStatus['rooms'];
}

function Checks({ checks, rooms }: ChecksProps) {
  const t = useTranslations('office.admin');
  const stateOf = (check: Check): string =>
    check.name === 'livekit' && check.isGood && rooms ? t('roomCount', { count: rooms.length }) : check.state;
  return (
    <Section title={t('checks')}>
      <ul>
        {checks.map((check) => (
          <li
            key={check.name}
            className="grid grid-cols-[1.5rem_8rem_1fr_auto] items-baseline gap-x-2 border-t border-line py-3 max-sm:grid-cols-[1.5rem_1fr_auto]"
          >
            <Icon
              name={isOff(check) ? 'pause' : check.isGood ? 'check' : 'warning'}
              className={`size-5 self-center ${check.isGood && !isOff(check) ? 'text-nav' : 'text-ink-3'}`}
            />
            <b>{knownChecks.has(check.name) ? t(`names.${check.name}` as 'names.redis') : check.name}</b>
            <span className="text-note text-ink-2 max-sm:order-last max-sm:col-start-2 max-sm:col-end-4">
              {isOff(check) ? t('off') : check.isGood ? t('good') : t('bad')}
              {!isOff(check) && <span className="text-ink-3"> · {stateOf(check)}</span>}
            </span>
            <span className="num text-sm text-ink-3">{t('ms', { ms: check.ms })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Outbox({ outbox: { waiting, oldestS } }: { outbox: SystemStatus['outbox'] }) {
  const t = useTranslations('office.admin');
  const isLate = waiting > 0 && oldestS > 30;
  return (
    <Section title={t('outbox')}>
      <div className="flex items-baseline gap-4 border-t border-line py-3">
        <span className={`num text-4xl font-bold ${isLate ? 'text-time' : ''}`}>{waiting}</span>
        <span className="text-note text-ink-2">
          {waiting === 0 ? t('outboxNone') : t('outboxOldest', { seconds: Math.round(oldestS) })}
        </span>
      </div>
      <p className="text-sm text-ink-3">{t('outboxText')}</p>
    </Section>
  );
}

const cell = 'py-3 pr-4 text-note align-baseline';

function Nodes({ nodes, at }: { nodes: SystemStatus['nodes']; at: number }) {
  const t = useTranslations('office.admin');
  const locale = useLocale();
  const format = useFormatter();
  const heads = ['sockets', 'streams', 'meetingCount', 'memory'] as const;
  return (
    <Section title={t('nodes')} aside={<span className="num">{nodes.length}</span>}>
      <table className="w-full border-collapse">
        <thead className="max-md:sr-only">
          <tr className="border-t border-b border-line">
            <Head>{t('node')}</Head>
            <Head>{t('services')}</Head>
            {heads.map((head) => (
              <Head key={head} className="text-right">
                {t(head)}
              </Head>
            ))}
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ nodeId, name, startedAt, seenAt, isSilent, figures }) => {
            const values = {
              sockets: figures.sockets,
              streams: figures.streams,
              meetingCount: figures.meetings.length,
              memory: t('megabytes', { size: Math.round(figures.memoryBytes / 1_048_576) }),
            };
            return (
              <tr key={nodeId} className="border-b border-line max-md:grid max-md:grid-cols-2 max-md:py-2">
                <th scope="row" className={`${cell} text-left max-md:col-span-2 max-md:pb-0`}>
                  {name}
                  <span className={`num block text-sm font-normal ${isSilent ? 'text-time' : 'text-ink-3'}`}>
                    {isSilent
                      ? t('silentSince', { time: format.dateTime(seenAt, toTheSecond) })
                      : t('since', { time: `${dayInLists(startedAt, locale, at)} ${clockTime(startedAt)}` })}
                  </span>
                </th>
                <td className={`${cell} text-ink-2 max-md:col-span-2 max-md:py-1`}>
                  {figures.services.join(' · ')}
                  <span className="block text-sm text-ink-3">Node.js {figures.runtime}</span>
                </td>
                {heads.map((head) => (
                  <td key={head} className={`${cell} num md:text-right max-md:py-1`}>
                    <span className="text-ink-3 md:hidden">{t(head)} </span>
                    {values[head]}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}

function Lines({ none, children }: { none: string; children: readonly ReactNode[] }) {
  return children.length > 0 ? (
    <ul>{children}</ul>
  ) : (
    <p className="border-t border-line py-3 text-note text-ink-3">{none}</p>
  );
}

function MeetingName({ id, titles }: { id: string; titles: SystemStatus['titles'] }) {
  const title = titles[id];
  return title === undefined ? (
    <span className="num text-ink-3">{id}</span>
  ) : (
    <Link
      href={`/office/meetings/${id}`}
      className="inline-flex min-h-8 items-center font-bold text-ink no-underline hover:text-nav hover:underline"
    >
      {title}
    </Link>
  );
}

function Meetings({ status: { nodes, titles } }: { status: SystemStatus }) {
  const t = useTranslations('office.admin');
  const loaded = nodes.flatMap(({ name, figures }) => figures.meetings.map((meeting) => ({ ...meeting, name })));
  return (
    <Section title={t('meetings')} aside={<span className="num">{loaded.length}</span>}>
      <Lines none={t('noMeetings')}>
        {loaded.map(({ meetingId, seq, waiting, name }) => (
          <li key={`${meetingId} ${name}`} className="border-t border-line py-2">
            <MeetingName id={meetingId} titles={titles} />
            <p className="num text-sm text-ink-3">
              {t('seq', { seq })} · {waiting > 0 ? t('waiting', { count: waiting }) : t('noneWaiting')}
              {nodes.length > 1 && ` · ${name}`}
            </p>
          </li>
        ))}
      </Lines>
    </Section>
  );
}

function Rooms({ status: { rooms, titles } }: { status: SystemStatus }) {
  const t = useTranslations('office.admin');
  return (
    <Section title={t('rooms')} aside={<span className="num">{rooms?.length ?? null}</span>}>
      {rooms === null ? (
        <p className="flex items-start gap-2 border-t border-line py-3 text-note text-ink-2">
          <Icon name="warning" className="size-5 text-ink-3" />
          {t('roomsUnknown')}
        </p>
      ) : (
        <Lines none={t('noRooms')}>
          {rooms.map(({ name, people, publishers }) => (
            <li key={name} className="border-t border-line py-2">
              <MeetingName id={name} titles={titles} />
              <p className="num flex flex-wrap items-baseline gap-x-3 text-sm text-ink-3">
                {t('roomPeople', { people, publishers })}
                <Link href={`/live/${name}/technician`} className="inline-flex min-h-6 items-center">
                  {t('hall')}
                </Link>
              </p>
            </li>
          ))}
        </Lines>
      )}
    </Section>
  );
}
