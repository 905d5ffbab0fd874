import { serveWatchAsset } from '#app/_features/meetings-live/watch/serve.ts';

interface Params {
  readonly params: Promise<{ name: string }>;
}

export async function GET(_request: Request, { params }: Params): Promise<Response> {
  return serveWatchAsset((await params).name);
}
