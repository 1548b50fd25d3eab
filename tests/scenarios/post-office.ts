import { listConnections } from '#database/connections'
import { type SandboxRequest, startSandboxServer } from '#sandboxes/kit/server'
import type { Story } from '#testing/story'

/** Takes the shop's webhooks in place of Tillbridge, so that a test decides when, where, how often and in which order they arrive. */
export interface PostOffice extends AsyncDisposable {
  /** What has come in and was not taken yet, oldest first. Waits for what the shop is still sending. */
  take(): Promise<SandboxRequest[]>
  /** Hands a letter to a Tillbridge at `url`; answers the status. */
  deliver(letter: SandboxRequest, url: string): Promise<number>
}

export async function startPostOffice(story: Story): Promise<PostOffice> {
  const letters: SandboxRequest[] = []
  const server = await startSandboxServer({
    keepTraffic: 0,
    handle(request) {
      letters.push(request)
      return { status: 200 }
    },
  })
  const { pool, sealer, engine } = story.running.bridge
  const connections = await listConnections(pool, sealer, story.organizationId)
  for (const connection of connections) await engine.subscribe(connection, server.url)
  return {
    async take() {
      await story.shop.deliveries.settled()
      return letters.splice(0)
    },
    async deliver({ path, headers, body }, url) {
      const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers
      const response = await fetch(`${url}${path}`, { method: 'POST', headers: rest, body: new Uint8Array(body) })
      await response.arrayBuffer()
      return response.status
    },
    [Symbol.asyncDispose]: server.stop,
  }
}

export const topicOf = (letter: SandboxRequest): string => letter.headers['x-shopify-topic'] ?? ''
