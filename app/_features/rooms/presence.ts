import type { Seat } from '#app/_ui/seats.tsx';
import type { Participant } from '#server/modules/meetings/contract.ts';
import type { PresentPerson } from '#server/modules/rooms/domain.ts';

export interface SectorPresence {
  readonly sectorId: string;
  /** Null for people who belong to no sector. */
  readonly name: string | null;
  readonly seats: readonly Seat[];
  readonly present: number;
}

export interface Presence {
  readonly sectors: readonly SectorPresence[];
  readonly present: number;
  readonly entitled: number;
}

/** Who is here, by sector: members first, then those who belong to none. One mark per person. */
export function presenceOf(
  participants: Readonly<Record<string, Participant>>,
  people: Readonly<Record<string, PresentPerson>>,
): Presence {
  const groups = new Map<string, { name: string | null; here: number; all: number }>();
  for (const person of Object.values(participants)) {
    const isOfSector = person.sectorId !== null && person.sectorName !== null;
    const key = isOfSector ? (person.sectorId ?? '') : '';
    const group = groups.get(key) ?? { name: isOfSector ? person.sectorName : null, here: 0, all: 0 };
    group.all++;
    if (people[person.userId]) group.here++;
    groups.set(key, group);
  }
  const sectors = [...groups].map(([sectorId, { name, here, all }]): SectorPresence => {
    const seats = Array.from({ length: all }, (_, index): Seat => (index < here ? 'online' : 'absent'));
    return { sectorId, name, seats, present: here };
  });
  sectors.sort((a, b) => Number(a.name === null) - Number(b.name === null) || b.seats.length - a.seats.length);
  const members = sectors.filter((sector) => sector.name !== null);
  return {
    sectors,
    present: members.reduce((sum, sector) => sum + sector.present, 0),
    entitled: members.reduce((sum, sector) => sum + sector.seats.length, 0),
  };
}
