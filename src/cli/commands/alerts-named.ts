import type { Bridge } from '#app/bridge'
import { type Channel, listChannels } from '#database/alert-channels'
import { TillbridgeError } from '#lib/errors'

/** @throws {TillbridgeError} `CHANNEL_UNKNOWN`. */
export async function channelNamed({ pool, organizationId }: Bridge, name: string): Promise<Channel> {
  const channels = await listChannels(pool, organizationId)
  const found = channels.find((channel) => channel.name.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CHANNEL_UNKNOWN',
    message: `There is no channel "${name}".`,
    remedy:
      channels.length === 0
        ? 'Add one with "tillbridge alerts add".'
        : `There are: ${channels.map((each) => each.name).join(', ')}.`,
  })
}
