import { Argument, Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { loadOldSystemSandbox } from '#cli/old-system-sandbox'
import {
  loadAdyenSandbox,
  loadErpnextSandbox,
  loadKlarnaSandbox,
  loadOdooSandbox,
  loadShopifySandbox,
  loadStripeSandbox,
  loadWooCommerceSandbox,
} from '#cli/sandboxes'
import { untilStopped } from '#cli/until-stopped'
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
    .addArgument(
      new Argument('<vendor>', 'which one').choices([
        'shopify',
        'stripe',
        'klarna',
        'adyen',
        'woocommerce',
        'erpnext',
        'odoo',
        'old-system',
      ]),
    )
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
      if (vendor === 'shopify') return (await loadShopifySandbox()).runShopifySandbox(options)
      if (vendor === 'stripe') return (await loadStripeSandbox()).runStripeSandbox(options)
      if (vendor === 'klarna') return (await loadKlarnaSandbox()).runKlarnaSandbox(options)
      if (vendor === 'adyen') return (await loadAdyenSandbox()).runAdyenSandbox(options)
      if (vendor === 'woocommerce') return (await loadWooCommerceSandbox()).runWooCommerceSandbox(options)
      if (vendor === 'odoo') return (await loadOdooSandbox()).runOdooSandbox(options)
      if (vendor === 'old-system') return (await loadOldSystemSandbox()).runOldSystem(options)
      const { runErpnextSandbox } = await loadErpnextSandbox()
      await using erp = await runErpnextSandbox(place)
      io.out(`ERPNext sandbox   ${erp.url}\nAPI key           ${erp.apiKey}\nAPI secret        ${erp.apiSecret}`)
      io.out('Company           Nordlys AB (SEK)')
      await untilStopped()
    })
