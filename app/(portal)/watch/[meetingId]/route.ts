import { serveWatch } from '#app/_features/meetings-live/watch/serve.ts';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
}

/** A document without the framework's runtime, which alone is larger than all this page may load. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  return serveWatch(request, (await params).meetingId);
}
