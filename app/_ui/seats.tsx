export type Seat = 'venue' | 'online' | 'absent';
const shapes: Readonly<Record<Seat, string>> = {
  venue: 'rounded-[2px] bg-nav',
  online: 'rounded-full border-3 border-nav',
  absent: 'rounded-[2px] border border-line-strong',
};

/** One mark per person: square in the hall, round online, empty not here. The figures stand beside it as text. */
export function Seats({ seats }: { seats: readonly Seat[] }) {
  return (
    <span className="inline-flex flex-none items-center gap-[3px]" aria-hidden="true">
      {seats.map((seat, index) => (
        <i key={index} className={`size-2.5 flex-none ${shapes[seat]}`} />
      ))}
    </span>
  );
}
