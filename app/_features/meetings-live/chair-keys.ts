import { useKeys } from '#app/_lib/use-keys.ts';
import { actOf } from './chair-keymap.ts';
import type { ChairActs } from './use-chair-acts.ts';

/** The keys of the chair's page. */
export const useChairKeys = (acts: ChairActs): void => useKeys(acts, actOf);
