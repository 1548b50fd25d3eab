import { createHmac, randomUUID } from 'node:crypto'

export interface SentNews {
  readonly topic: string
  readonly key: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Who is told of what changes, by signed requests. */
export interface Listeners {
  readonly secret: string
  /** Everything that was told, oldest first, also where nobody listened. */
  readonly sent: readonly SentNews[]
  listen(url: string): void
  tell(event: string, key: string): void
  /** Resolves when everything was delivered, or refused. */
  settled(): Promise<void>
}

export function openListeners(): Listeners {
  const secret = 'between the old system and us'
  const urls = new Set<string>()
  const sent: SentNews[] = []
  const underWay = new Set<Promise<unknown>>()
  return {
    secret,
    sent,
    listen: (url) => void urls.add(url),
    tell(event, key) {
      const body = JSON.stringify({ event, data: { id: key, at: new Date().toISOString() } })
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
      const headers = {
        'content-type': 'application/json',
        'x-event': event,
        'x-event-id': randomUUID(),
        'x-signature': signature,
      }
      sent.push({ topic: event, key, body, headers })
      for (const url of urls) {
        // Whoever is not there misses it: the old system tells once.
        const delivery = fetch(url, { method: 'POST', headers, body }).then(
          (answer) => answer.text(),
          () => null,
        )
        underWay.add(delivery)
        void delivery.finally(() => underWay.delete(delivery))
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
