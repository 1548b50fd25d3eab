import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { auditCommand } from './people-audit.ts'
import { removeCommand, renameOrganizationCommand, roleCommand, signOutCommand } from './people-change.ts'
import { inviteCommand, ownerLinkCommand, uninviteCommand } from './people-invite.ts'
import { keysCommand } from './people-keys.ts'
import { listCommand } from './people-list.ts'

export const peopleCommand = (io: Io): Command =>
  new Command('people')
    .description(
      'Who may open the dashboard and do what there, and which programs have a key. Whoever can run this command may do all of it; the audit log says who did.',
    )
    .addCommand(listCommand(io))
    .addCommand(inviteCommand(io))
    .addCommand(uninviteCommand(io))
    .addCommand(roleCommand(io))
    .addCommand(removeCommand(io))
    .addCommand(signOutCommand(io))
    .addCommand(ownerLinkCommand(io))
    .addCommand(keysCommand(io))
    .addCommand(auditCommand(io))
    .addCommand(renameOrganizationCommand(io))
    .addHelpText(
      'after',
      examples([
        ['Let a bookkeeper in', 'tillbridge people invite kim@example.com --role bookkeeper'],
        ['The owner has lost the phone with the codes', 'tillbridge people owner-link'],
        ['A key for a program', 'tillbridge people keys create "price import" --role operator'],
      ]),
    )
