import { documentationRoutes } from '#server/api/documentation'
import { apiRoutes } from '#server/api/serve'
import type { AppPart } from '#server/app'
import { authenticator } from '#server/auth/authenticate'
import { signInRoutes } from '#server/auth/routes'
import { createSignIn } from '#server/auth/sign-in'
import { createWatch } from '#server/live/watch'
import { HANDLERS } from '#server/routes/handlers'
import { webRoutes } from '#server/web'
import { SIGN_IN_PATH } from '#api/sign-in'
import type { Bridge } from './bridge.ts'
import { openedWhenAsked } from './configuration/when-asked.ts'
import { secretKey } from './secret-key.ts'
import { versionHere } from './version.ts'

/** What people and programs reach of an installation, each below an address of its own. */
export async function webParts(bridge: Bridge, address: () => string): Promise<AppPart[]> {
  const { settings, pool, clock, log, engine, organizationId, mail } = bridge
  const signIn = createSignIn({
    pool,
    clock,
    log,
    address,
    organizationId,
    provider: settings.provider,
    mail,
    secretKey: await secretKey(settings.dataFolder, settings.secretKey),
  })
  const origins = new Set(settings.publicUrl === null ? [] : [new URL(settings.publicUrl).origin])
  const services = {
    ...bridge,
    inbox: engine.inbox,
    publicUrl: settings.publicUrl,
    localAddresses: settings.localAddresses,
    configuration: openedWhenAsked(async () => {
      const { configurationService } = await import('./configuration/service.ts')
      return configurationService(bridge, settings)
    }),
    mainOrganizationId: organizationId,
    address,
    signInWays: {
      provider: settings.provider === null ? null : { name: settings.provider.name },
      mail: mail !== null,
    },
    watch: createWatch(bridge),
  }
  const authenticate = authenticator({ pool, clock, signIn })
  return [
    { prefix: SIGN_IN_PATH, routes: signInRoutes({ pool, clock, log, signIn, origins }) },
    { prefix: '/api/v1', routes: apiRoutes(services, { authenticate, origins, handlers: HANDLERS }) },
    { prefix: '/api/docs', routes: documentationRoutes(await versionHere()) },
    { prefix: '', routes: webRoutes() },
  ]
}
