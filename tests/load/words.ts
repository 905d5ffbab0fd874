const characters = 24;
const firstCode = 0x4e00;
const codes = 0x51a0;

/** Monotonic time in microseconds; the same for all processes of a machine. */
export const nowUs = (): number => Number(process.hrtime.bigint() / 1_000n);

/** A text unlike any other that says when it was sent, as the crowds read it: words @@number.microseconds@@ */
export function markedText(number: number): string {
  const words = Array.from({ length: characters }, () =>
    String.fromCharCode(firstCode + Math.floor(Math.random() * codes)),
  );
  return `${words.join('')} @@${number}.${nowUs()}@@`;
}
