import type { StreamedEvent } from '#api/route'
import type { Topic } from '#database/latest'
import type { Handler } from '#server/api/call'

// Proxies close what is silent for a minute.
const STILL_EVERY_MS = 25_000
// Whoever was shut out meanwhile is shut out of the stream as well: it is opened anew, and asked anew.
const LONGEST_MS = 10 * 60_000

export const streamLive: Handler<'live.stream'> = ({ services, organizationId, signal }) =>
  changes(services, organizationId, signal)

async function* changes(
  { clock, watch }: Parameters<Handler<'live.stream'>>[0]['services'],
  organizationId: string,
  gone: AbortSignal,
): AsyncIterable<StreamedEvent> {
  const pending = new Set<Topic>()
  let wake = new AbortController()
  const stop = watch.listen(organizationId, (topics) => {
    for (const topic of topics) pending.add(topic)
    wake.abort()
  })
  try {
    const endsAt = clock.now().getTime() + LONGEST_MS
    yield { event: 'still', data: {} }
    while (!gone.aborted && clock.now().getTime() < endsAt) {
      await clock.sleep(STILL_EVERY_MS, AbortSignal.any([gone, wake.signal]))
      wake = new AbortController()
      const topics = [...pending]
      pending.clear()
      if (!gone.aborted) yield topics.length > 0 ? { event: 'changed', data: { topics } } : { event: 'still', data: {} }
    }
  } finally {
    stop()
  }
}
