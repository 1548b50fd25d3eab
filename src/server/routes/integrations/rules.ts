import type { Handler } from '#server/api/call'

export const describeIntegrationRules: Handler<'integrations.rules'> = ({ services }) =>
  services.configuration.integrationRules()
