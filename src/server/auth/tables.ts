/** The header that tells the sign-in library who calls; whatever a caller sends under this name does not reach it. */
export const ADDRESS_HEADER = 'x-tillbridge-address'

/** How our tables and columns are called, in the words of the sign-in library. Its primary keys are always called `id` there. */
export const AUTH_SCHEMA = 'tillbridge'

const times = { createdAt: 'created_at', updatedAt: 'updated_at' } as const

export const USER = {
  modelName: 'users',
  fields: { emailVerified: 'email_verified', ...times },
} as const

export const SESSION = {
  modelName: 'sessions',
  fields: {
    userId: 'user_id',
    expiresAt: 'expires_at',
    ipAddress: 'ip_address',
    userAgent: 'user_agent',
    ...times,
  },
} as const

export const ACCOUNT = {
  modelName: 'user_accounts',
  fields: {
    accountId: 'account_id',
    providerId: 'provider_id',
    userId: 'user_id',
    accessToken: 'access_token',
    refreshToken: 'refresh_token',
    idToken: 'id_token',
    accessTokenExpiresAt: 'access_token_expires_at',
    refreshTokenExpiresAt: 'refresh_token_expires_at',
    ...times,
  },
} as const

export const VERIFICATION = {
  modelName: 'verifications',
  fields: { expiresAt: 'expires_at', ...times },
} as const

export const TWO_FACTOR = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'two_factors',
    fields: {
      userId: 'user_id',
      backupCodes: 'backup_codes',
      failedVerificationCount: 'failed_verification_count',
      lockedUntil: 'locked_until',
    },
  },
} as const
