import { z } from 'zod'
import type { Context } from '#contract/context'
import type { Grant, GrantAnswer } from '#contract/grant'
import { verifySignature } from '#contract/signature'
import { TillbridgeError } from '#lib/errors'
import { requestToken } from './auth.ts'
import { ASKED_SCOPES } from './check-scopes.ts'
import { baseUrl, type ShopifySettings } from './settings.ts'

const SIGNED = { scheme: 'hmac', digest: 'sha256', headers: ['hmac'], encoding: 'hex' } as const

const returned = z.object({ code: z.string().min(1).max(500), shop: z.string() })

/** The authorization code grant: the merchant installs the app, the browser brings a code, and the code brings a token. */
export const grant: Grant<ShopifySettings> = {
  needs: ['shop', 'clientId', 'clientSecret'],
  brings: ['accessToken', 'refreshToken'],
  stateParameter: 'state',
  knowsReturn: true,
  page(settings, { state, returnTo }) {
    const query = new URLSearchParams({
      client_id: settings.clientId ?? '',
      scope: ASKED_SCOPES.join(','),
      redirect_uri: returnTo,
      state,
    })
    return `${baseUrl(settings)}/admin/oauth/authorize?${query}`
  },
  isGenuine({ clientSecret }, query) {
    const fields = new URLSearchParams(query)
    const hmac = fields.getAll('hmac')
    if (hmac.length !== 1) return false
    fields.delete('hmac')
    fields.sort()
    const secrets = clientSecret === undefined ? [] : [clientSecret]
    const headers = { hmac: hmac[0] ?? '' }
    return verifySignature(SIGNED, { body: Buffer.from(fields.toString()), headers, secrets }).ok
  },
  redeem,
}

async function redeem(context: Context<ShopifySettings>, { query }: GrantAnswer) {
  const answer = returned.safeParse(Object.fromEntries(query))
  if (!answer.success) throw notGranted()
  const { code, shop } = answer.data
  if (shop.toLowerCase() !== context.settings.shop) throw otherShop(context.settings.shop)
  // An app that Shopify does not oblige to it may still be answered with a token that never ends.
  const { accessToken, refreshToken } = await requestToken(context, { code, expiring: '1' })
  return refreshToken === undefined ? { accessToken, refreshToken: null } : { accessToken: null, refreshToken }
}

const notGranted = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_NOT_GRANTED',
    message: 'Shopify sent you back without access to the shop.',
    remedy: 'Begin again, and install the app on the page of Shopify.',
  })

const otherShop = (expected: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_OTHER_SHOP',
    message: `Access was given for another shop than ${expected}.`,
    remedy: `Sign in to ${expected} at Shopify, or correct the name of the shop, and begin again.`,
  })
