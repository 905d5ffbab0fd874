'use client';

/** The rotating code with which people in the hall check in. */
export function CheckInCode({ isLarge = false }: { isLarge?: boolean }) {
  return isLarge ? null : null;
}
