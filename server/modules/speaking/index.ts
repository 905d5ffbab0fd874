export { speakingServer } from './commands.ts';
export type { SpeakingState } from './domain.ts';
export { type FloorRights, floorRights, unnamedTurns } from './figures.ts';
