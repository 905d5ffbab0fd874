import { cookies } from 'next/headers';

export interface Appearance {
  readonly theme: 'light' | 'dark';
  readonly size: 'normal' | 'elder';
}

/** Theme and text size as the person chose them on this device. */
export async function appearance(): Promise<Appearance> {
  const jar = await cookies();
  return {
    theme: jar.get('theme')?.value === 'dark' ? 'dark' : 'light',
    size: jar.get('size')?.value === 'elder' ? 'elder' : 'normal',
  };
}
