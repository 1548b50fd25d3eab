import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { listCommand } from './transfers-list.ts'
import { rereadCommand, retryCommand, skipCommand } from './transfers-change.ts'
import { showCommand } from './transfers-show.ts'

export const transfersCommand = (io: Io): Command =>
  new Command('transfers')
    .description(
      'A transfer is one record (an order) on its way from the store to the target, with everything that happened to it.',
    )
    .addCommand(listCommand(io))
    .addCommand(showCommand(io))
    .addCommand(retryCommand(io))
    .addCommand(rereadCommand(io))
    .addCommand(skipCommand(io))
    .addHelpText(
      'after',
      examples([
        ['What needs me?', 'tillbridge transfers list --state attention'],
        ['What happened to order #1001?', 'tillbridge transfers show "#1001"'],
        ['The tax is mapped now: try them all again', 'tillbridge transfers retry --cause TAX_NOT_MAPPED'],
      ]),
    )
