export type Seat = 'venue' | 'online' | 'absent';
const shapes: Readonly<Record<Seat, string>> = {
  venue: 'rounded-[2px] bg-nav',
  online: 'rounded-full border-3 border-nav',
  absent: 'rounded-[2px] border border-line-strong',
};

/** One mark per person: square in the hall, round online, empty not here. The figures stand beside it as text. */
export function Seats({ seats, size = 'page' }: { seats: readonly Seat[]; size?: 'page' | 'hall' }) {
  const [gap, mark] = size === 'hall' ? ['gap-1.5', 'size-5.5'] : ['gap-[3px]', 'size-2.5'];
  return (
    <span className={`inline-flex flex-none items-center ${gap}`} aria-hidden="true">
      {seats.map((seat, index) => (
        <i key={index} className={`${mark} flex-none ${shapes[seat]}`} />
      ))}
    </span>
  );
}
