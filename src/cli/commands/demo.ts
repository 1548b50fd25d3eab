import { Command, InvalidArgumentError } from 'commander'
import { runDemo } from '#cli/demo/run'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { globalOptions } from '#cli/session'

interface Options {
  readonly orders: number
  readonly seed: number
  readonly exit?: boolean
}

export const demoCommand = (io: Io): Command =>
  new Command('demo')
    .description(
      'Starts a Shopify and an ERPNext stand-in and Tillbridge between them, on this machine only. Orders come in, webhooks get lost, the ERP fails now and then; at the end the books of both sides are compared, to the cent.',
    )
    .option('--orders <number>', 'how many orders are placed', positive, 120)
    .option('--seed <number>', 'another number, other orders', positive, 7)
    .option('--exit', 'end after the proof instead of running on')
    .addHelpText(
      'after',
      examples([
        ['Watch it', 'npm run demo'],
        ['Keep what it makes, to look around in', 'tillbridge demo --data ./demo'],
      ]),
    )
    .action(async (options: Options, command: Command) => {
      await runDemo(io, { ...options, ...globalOptions(command) })
    })

function positive(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It must be a whole number above zero.')
}
