import { Bones } from '#app/_ui/states.tsx';

export default function Loading() {
  return (
    <div className="mx-auto max-w-6xl" aria-busy="true">
      <Bones lines={8} />
    </div>
  );
}
