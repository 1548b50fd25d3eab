import type { ConfigurationService } from '#server/configuration'

/** The same service, opened by its first use: reading and writing configuration files is seldom, and takes code of its own. */
export function openedWhenAsked(open: () => Promise<ConfigurationService>): ConfigurationService {
  let opening: Promise<ConfigurationService> | null = null
  const opened = (): Promise<ConfigurationService> => (opening ??= open())
  return {
    connectors: async () => (await opened()).connectors(),
    integrationRules: async () => (await opened()).integrationRules(),
    export: async (...of) => (await opened()).export(...of),
    preview: async (...of) => (await opened()).preview(...of),
    apply: async (...of) => (await opened()).apply(...of),
    promote: async (...of) => (await opened()).promote(...of),
    saveConnection: async (...of) => (await opened()).saveConnection(...of),
    saveIntegration: async (...of) => (await opened()).saveIntegration(...of),
  }
}
