'use client';
import { Icon } from '#app/_ui/icon.tsx';
import type { Violation } from '#server/kernel/errors.ts';
import { useViolationText } from './violation-text.tsx';

/** Why something was not taken, said where it was sent from; empty while nothing is wrong. */
export function ProblemLine({ problem }: { problem: Violation | null }) {
  const text = useViolationText();
  return (
    <p role="alert" className="flex items-start gap-2 text-note empty:hidden">
      {problem && (
        <>
          <Icon name="warning" className="mt-0.5 size-5" />
          {text(problem)}
        </>
      )}
    </p>
  );
}
