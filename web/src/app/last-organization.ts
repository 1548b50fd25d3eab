const KEY = 'tillbridge.organization'

/** Keeps which organisation was looked at last. */
export const rememberOrganization = (organization: string): void => localStorage.setItem(KEY, organization)

export const lastOrganization = (): string | null => localStorage.getItem(KEY)
