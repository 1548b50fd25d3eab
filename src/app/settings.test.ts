import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { secretKey } from './secret-key.ts'
import { readSettings } from './settings.ts'

describe('settings', () => {
  test('have defaults for everything', () => {
    expect(readSettings({})).toMatchObject({
      databaseUrl: null,
      host: '127.0.0.1',
      port: 8420,
      publicUrl: null,
      secretKey: null,
    })
  })

  test('an empty variable counts as none, and the command line wins', () => {
    expect(readSettings({ DATABASE_URL: '', TILLBRIDGE_PORT: '99' }, { port: 7 })).toMatchObject({
      databaseUrl: null,
      port: 7,
    })
  })

  test('every variable that is wrong is named at once', () => {
    const wrong = {
      DATABASE_URL: 'mysql://x',
      TILLBRIDGE_PORT: '70000',
      TILLBRIDGE_SECRET_KEY: 'short',
      TILLBRIDGE_PUBLIC_URL: 'ftp://x',
      TILLBRIDGE_TRUSTED_PROXIES: '10.0.0.0/8,everybody',
      TILLBRIDGE_OIDC_DOMAINS: 'example.com=owner',
    }
    expect(() => readSettings(wrong)).toThrow(expect.objectContaining({ code: 'ENVIRONMENT_INVALID' }))
    for (const name of Object.keys(wrong)) expect(() => readSettings(wrong)).toThrow(new RegExp(name))
  })
})

describe('an identity provider', () => {
  const whole = {
    TILLBRIDGE_OIDC_ISSUER: 'https://login.example.com',
    TILLBRIDGE_OIDC_CLIENT_ID: 'tillbridge',
    TILLBRIDGE_OIDC_CLIENT_SECRET: 'secret',
  }

  test('is named whole or not at all', () => {
    expect(readSettings({}).provider).toBeNull()
    const { TILLBRIDGE_OIDC_CLIENT_SECRET: _left, ...partly } = whole
    expect(() => readSettings(partly)).toThrow(/TILLBRIDGE_OIDC_CLIENT_SECRET is missing/)
  })

  test('lets nobody in by a domain unless it is named, with a role', () => {
    expect(readSettings(whole).provider).toMatchObject({ domains: {}, trustsEmail: false })
    const named = { ...whole, TILLBRIDGE_OIDC_DOMAINS: 'example.com=viewer,a.example=operator' }
    expect(readSettings(named).provider?.domains).toEqual({ 'example.com': 'viewer', 'a.example': 'operator' })
  })
})

describe('a mail server', () => {
  const [TILLBRIDGE_SMTP_URL, TILLBRIDGE_MAIL_FROM] = [
    'smtps://till%40a:p%40s%2F@mail.example',
    'Till <till@a.example>',
  ]

  test('is named with its sender or not at all', () => {
    expect(readSettings({}).mail).toBeNull()
    expect(() => readSettings({ TILLBRIDGE_SMTP_URL })).toThrow(/TILLBRIDGE_MAIL_FROM is missing/)
    expect(() => readSettings({ TILLBRIDGE_MAIL_FROM })).toThrow(/TILLBRIDGE_SMTP_URL is missing/)
    expect(readSettings({ TILLBRIDGE_SMTP_URL, TILLBRIDGE_MAIL_FROM }).mail).toEqual({
      host: 'mail.example',
      port: 465,
      encryption: 'start',
      login: { user: 'till@a', password: 'p@s/' },
      from: { name: 'Till', address: 'till@a.example' },
    })
  })

  test.each([
    ['smtp://a:b@mail.example:2525', { port: 2525, encryption: 'always' }],
    ['smtp://mail.example', { port: 587, encryption: 'offered', login: null }],
    ['smtp://a:b@[::1]:25', { host: '::1', encryption: 'never' }],
  ])('sends a password over a network only encrypted: %s', (url, expected) => {
    const mail = { TILLBRIDGE_SMTP_URL: url, TILLBRIDGE_MAIL_FROM: 'till@a.example' }
    expect(readSettings(mail).mail).toMatchObject({ ...expected, from: { name: '', address: 'till@a.example' } })
  })

  test.each([
    'https://a:geheim@mail.example',
    'smtp://a:geheim/wort@mail.example',
    'smtp://a:geheim%zz@mail.example',
    'smtp://:geheim@mail.example',
    'smtp://a:geheim@mail.example?tls.rejectUnauthorized=false',
    'smtp://a:geheim@mail.example:99999',
  ])('whose address is wrong is refused without showing it: %s', (url) => {
    const read = () => readSettings({ TILLBRIDGE_SMTP_URL: url, TILLBRIDGE_MAIL_FROM })
    expect(read).toThrow(/^The environment is not right: TILLBRIDGE_SMTP_URL must look like smtps:[^;]*$/)
    expect(read).not.toThrow(/geheim/)
  })

  test.each(['till', 'a@b.example, c@d.example', 'Till <a@b.example>\r\nBcc: c@d.example'])(
    'whose sender is no address is refused: %j',
    (sender) => {
      expect(() => readSettings({ TILLBRIDGE_SMTP_URL, TILLBRIDGE_MAIL_FROM: sender })).toThrow(/TILLBRIDGE_MAIL_FROM/)
    },
  )
})

describe('the secret key', () => {
  const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'tillbridge-key-'))
    await work(folder).finally(() => rm(folder, { recursive: true }))
  }

  test('is made once, for nobody else to read, and ten starts at once agree on it', () =>
    inFolder(async (folder) => {
      const keys = await Promise.all(Array.from({ length: 10 }, () => secretKey(folder, null)))
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
      expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600)
      expect(await secretKey(folder, null)).toEqual(keys[0])
      const given = Buffer.alloc(32, 9)
      expect(await secretKey(folder, given)).toBe(given)
    }))

  test('that is damaged is never replaced: what it sealed would be lost', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'secret.key'), 'half a k')
      await expect(secretKey(folder, null)).rejects.toMatchObject({ code: 'SECRET_KEY_BROKEN' })
      expect(await readFile(join(folder, 'secret.key'), 'utf8')).toBe('half a k')
    }))

  test.skipIf(process.platform !== 'linux')('that can be kept nowhere is refused with a remedy', async () => {
    await expect(secretKey('/proc/none/data', null)).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      remedy: expect.stringContaining('another data folder'),
    })
  })
})
