import { type DemoPerson, streetNames } from './district.ts';

export interface DemoStudio {
  readonly name: string;
  readonly street: string;
  readonly place: string;
  /** The lead member first. */
  readonly memberIds: readonly string[];
}

const membersEach = 4;

/** Eighteen studios: one in every street and town, the first street has two. */
export function demoStudios(members: readonly DemoPerson[]): readonly DemoStudio[] {
  return [streetNames[0], ...streetNames].map((street, index) => ({
    // Street names end in 街道 or 镇, which a studio's name leaves out.
    name: `${index === 0 ? '东湖书院' : street.replace(/街道$|镇$/, '')}委员工作室`,
    street,
    place: `${street}党群服务中心${(index % 3) + 1}楼`,
    // Spread over the roster, so that one studio has members of different sectors.
    memberIds: Array.from({ length: membersEach }, (_, seat) => members[(index + seat * 61) % members.length]).flatMap(
      (member) => member?.memberId ?? [],
    ),
  }));
}
