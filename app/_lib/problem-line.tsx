'use client';
import { Problem } from '#app/_ui/states.tsx';
import type { Violation } from '#server/kernel/errors.ts';
import { useViolationText } from './violation-text.tsx';

/** Why something was not taken, said where it was sent from; empty while nothing is wrong. */
export function ProblemLine({ problem }: { problem: Violation | null }) {
  const text = useViolationText();
  return <Problem>{problem && text(problem)}</Problem>;
}
