import { Command, Option } from 'commander'
import { audited } from '#cli/audited'
import type { Io } from '#cli/io'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { changeChannel } from '#engine/alerts/channels'
import { type Language, LANGUAGES } from '#languages/languages'
import { targetOf } from './alerts-add.ts'
import { channelNamed } from './alerts-named.ts'

interface Options {
  readonly rename?: string
  readonly to?: readonly string[]
  readonly url?: string
  readonly urlFrom?: string
  readonly language?: Language
  readonly on?: boolean
  readonly off?: boolean
  readonly newSecret?: boolean
}

export const changeCommand = (io: Io): Command =>
  new Command('change')
    .summary('change where somebody is told, in which language, or whether at all')
    .argument('<name>', 'the channel')
    .option('--rename <name>', 'what it is called from now on')
    .option('--to <addresses...>', 'e-mail: who gets a letter')
    .option('--url <address>', 'Slack or webhook: where it goes')
    .option('--url-from <variable>', 'the same, from a variable of the environment')
    .addOption(new Option('--language <language>', 'in which it is told').choices(Object.keys(LANGUAGES)))
    .option('--on', 'it is told again')
    .addOption(new Option('--off', 'it is told nothing for now').conflicts('on'))
    .option('--new-secret', 'webhook: sign with a new secret, which is shown once')
    .action(async (name: string, options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const before = await channelNamed(bridge, name)
        const { rename, language, on, off, newSecret } = options
        const isElsewhere = options.to !== undefined || options.url !== undefined || options.urlFrom !== undefined
        const { to, url } = isElsewhere ? targetOf(before.kind, options, io.env) : { to: undefined, url: null }
        const change = {
          ...(rename === undefined ? {} : { name: rename }),
          ...(on === true || off === true ? { enabled: on === true } : {}),
          ...(to === undefined || to.length === 0 ? {} : { to }),
          ...(url === null ? {} : { url }),
          ...(language === undefined ? {} : { language }),
          ...(newSecret === true ? { newSecret } : {}),
        }
        const subject = `alert-channel:${before.name}`
        const { url: _url, ...shown } = change
        const noted = {
          event: 'alert-channel.changed',
          subject,
          before: { name: before.name, ...before.settings, enabled: before.enabled },
          after: shown,
        }
        // Who sits at the machine may let it lead anywhere.
        const saved = await audited(bridge, io, noted, () =>
          changeChannel(bridge, before, change, { localAddresses: true }),
        )
        const { channel, secret } = saved
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ channel, secret }))
        io.out(
          `${io.colors.green('✓')} "${channel.name}" is ${channel.enabled ? 'told as you said' : 'told nothing for now'}.`,
        )
        if (secret !== null) io.out(`Messages are signed with this secret. It is not shown again:\n  ${secret}`)
      })
    })
