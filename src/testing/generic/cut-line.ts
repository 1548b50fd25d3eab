import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface CutLine extends AsyncDisposable {
  readonly port: number
  /** Closes the line, without an answer, as soon as `text` passes from the client; `deliver`: whether the server still gets it. */
  cutAt(text: string, options: { readonly deliver: boolean }): void
  readonly cuts: number
}

/** A way to a server on loopback (a port, or a socket's path) that can be cut in the midst of a talk. */
export async function startCutLine(to: { readonly port: number } | { readonly path: string }): Promise<CutLine> {
  let rule: { readonly text: string; readonly deliver: boolean } | null = null
  let cuts = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const target = connect(to)
    for (const socket of [client, target]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => open.delete(socket))
    }
    target.on('data', (chunk) => client.write(chunk))
    target.on('close', () => client.destroy())
    client.on('close', () => target.end())
    client.on('data', (chunk) => {
      if (rule === null || !chunk.toString('latin1').toLowerCase().includes(rule.text)) return void target.write(chunk)
      const { deliver } = rule
      rule = null
      cuts += 1
      client.destroy()
      if (deliver) target.end(chunk)
      else target.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cutAt(text, { deliver }) {
      rule = { text, deliver }
    },
    get cuts() {
      return cuts
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
