import { dispose } from '@livekit/rtc-node';
import { SignalPublisher } from '#tests/support/signal-publisher.ts';
import type { PublisherOrder } from './publishing.ts';

// One publisher in a process of its own, so that its work is not counted as anybody else's.

let publisher: SignalPublisher | null = null;
async function obey(order: PublisherOrder): Promise<void> {
  if (order.kind === 'join') publisher = await SignalPublisher.join(order.ticket, order.options);
  else if (order.kind === 'show' && publisher) Object.assign(publisher, { colour: order.colour, hz: order.hz });
  else if (order.kind === 'leave') {
    await publisher?.leave();
    await dispose();
    process.exit(0);
  }
  process.send?.({ done: order.kind });
}
process.on('message', (order: PublisherOrder) => {
  obey(order).catch((error: unknown) => process.send?.({ failed: String(error) }));
});
