import { Argument, Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { loadSandbox, sandboxNames } from '#cli/sandboxes'
import { portNumber } from './start.ts'

interface Options {
  readonly port?: number
  readonly orders?: number
}

export const sandboxCommand = (io: Io): Command =>
  new Command('sandbox')
    .description(
      "Runs a server on this machine that answers as the vendor's own API does, to try things out on. It keeps nothing.",
    )
    .addArgument(new Argument('<vendor>', 'which one').choices(sandboxNames()))
    .option('--port <port>', 'where it listens', portNumber)
    .option('--orders <number>', 'shops, payment providers and the old system: orders to begin with', Number)
    .addHelpText(
      'after',
      examples([
        ['A shop with twenty orders', 'tillbridge sandbox shopify --port 4601 --orders 20'],
        ['A system that nobody but its owner knows', 'tillbridge sandbox old-system --port 4701'],
      ]),
    )
    .action(async (vendor: string, { port, orders }: Options) => {
      const place = port === undefined ? {} : { port }
      const options = { ...place, ...(orders === undefined ? {} : { orders }), print: io.out }
      await (await loadSandbox(vendor)).runSandbox(options)
    })
