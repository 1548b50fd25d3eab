import { createServer, type AddressInfo } from 'node:net'

/** A port that was free a moment ago. The web process must come back on the same one after each kill. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
