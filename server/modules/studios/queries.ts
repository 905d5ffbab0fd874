import * as repo from './repo.ts';

export interface StudioRow {
  readonly studioId: string;
  readonly name: string;
  readonly place: string;
  /** The lead member first. */
  readonly members: readonly { readonly name: string; readonly sectorName: string }[];
}

export interface StreetRow {
  readonly streetId: string;
  readonly name: string;
  readonly studios: readonly StudioRow[];
}

/** Streets that have studios, in the district's order; readable by everybody (S2). */
export async function studiosByStreet(): Promise<readonly StreetRow[]> {
  return (await repo.listStreets()).map((street) => ({
    streetId: street.id,
    name: street.name,
    studios: street.studios.map((studio) => ({
      studioId: studio.id,
      name: studio.name,
      place: studio.place,
      members: studio.members.map(({ member }) => ({ name: member.name, sectorName: member.sector.name })),
    })),
  }));
}
