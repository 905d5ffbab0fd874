import { encode } from 'uqr';

interface QrCodeProps {
  readonly text: string;
  /** What somebody who cannot see it is told. */
  readonly label: string;
  readonly className?: string;
}

/** A text as a code for cameras: always dark on paper, whatever the theme, with the quiet edge that readers need. */
export function QrCode({ text, label, className = '' }: QrCodeProps) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={className}
    >
      <rect width={size} height={size} className="fill-stage-ink" />
      <path d={path} className="fill-stage-on-ink" />
    </svg>
  );
}
