import { listConnections } from '#database/connections'
import { type SandboxRequest, startSandboxServer } from '#sandboxes/kit/server'
import type { Running } from '#app/start'

/** Takes the shop's webhooks in place of Tillbridge, so that a test decides when, where, how often and in which order they arrive. */
export interface PostOffice extends AsyncDisposable {
  readonly url: string
  /** Hands letters on at once, or keeps them for `take`, or refuses them with 500. */
  manner: 'passes' | 'keeps' | 'refuses'
  /** What has come in and was not taken yet, oldest first. Waits for what the shop is still sending. */
  take(): Promise<SandboxRequest[]>
  /** Hands a letter to a Tillbridge at `url`; answers the status. */
  deliver(letter: SandboxRequest, url: string): Promise<number>
}

interface Addressee {
  readonly running: Running
  readonly organizationId: string
}

/** Lets the shop of a story send everything here; what others send here is handed on. `told` resolves when the shop has nothing more to send. */
export async function startPostOffice(
  { running, organizationId }: Addressee,
  told: () => Promise<unknown>,
  manner: PostOffice['manner'] = 'keeps',
): Promise<PostOffice> {
  const { pool, sealer, engine } = running.bridge
  const shop = (await listConnections(pool, sealer, organizationId)).find(({ key }) => key === 'shop')
  if (shop === undefined) throw new Error('a story has a shop')
  const letters: SandboxRequest[] = []
  const server = await startSandboxServer({
    keepTraffic: 0,
    async handle(letter) {
      const isOfShop = letter.path.endsWith(shop.connectionId)
      if (isOfShop && office.manner === 'refuses') return { status: 500 }
      if (!isOfShop || office.manner === 'passes') return { status: await office.deliver(letter, running.url ?? '') }
      // Trials whether anybody is here are no letters.
      if (letter.headers['content-type']?.includes('json') === true) letters.push(letter)
      return { status: 200 }
    },
  })
  const office: PostOffice = {
    url: server.url,
    manner,
    async take() {
      await told()
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
  await engine.subscribe(shop, server.url)
  return office
}
