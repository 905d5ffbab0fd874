import { prisma } from '#server/platform/db.ts';

export const listStreets = () =>
  prisma.street.findMany({
    where: { studios: { some: {} } },
    orderBy: { position: 'asc' },
    select: {
      id: true,
      name: true,
      studios: {
        orderBy: { position: 'asc' },
        select: {
          id: true,
          name: true,
          place: true,
          members: {
            where: { member: { isActive: true } },
            orderBy: { position: 'asc' },
            select: { member: { select: { name: true, sector: { select: { name: true } } } } },
          },
        },
      },
    },
  });
