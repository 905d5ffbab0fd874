import type { Part, Places } from '../subject.ts';

/** The office's pages. */
export const office = ({ soonId }: Places): Part => ({
  before: [
    { name: 'office', who: 'office', path: '/office' },
    { name: 'office-meetings', who: 'office', path: '/office/meetings' },
    {
      name: 'office-meeting',
      who: 'office',
      path: `/office/meetings/${soonId}`,
      isLong: true,
      prepare: (page) => page.locator('h1').waitFor(),
    },
    { name: 'office-agenda', who: 'office', path: `/office/meetings/${soonId}?part=agenda`, isLong: true },
    { name: 'office-people', who: 'office', path: `/office/meetings/${soonId}?part=people`, isLong: true },
    { name: 'office-documents', who: 'office', path: `/office/meetings/${soonId}?part=documents`, isLong: true },
    { name: 'office-new-meeting', who: 'office', path: '/office/meetings/new', isLong: true },
    { name: 'office-members', who: 'office', path: '/office/members' },
    { name: 'office-import', who: 'office', path: '/office/members/import' },
    { name: 'office-accounts', who: 'office', path: '/office/accounts' },
    { name: 'office-words', who: 'office', path: '/office/words' },
    { name: 'office-retention', who: 'office', path: '/office/retention', isLong: true },
    { name: 'admin', who: 'admin', path: '/admin' },
  ],
});
