import { createHash } from 'node:crypto'
import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

export interface User {
  readonly userId: string
  readonly name: string
  readonly email: string
}

interface UserRow {
  id: string
  name: string
  email: string
}

const toUser = ({ id, name, email }: UserRow): User => ({ userId: id, name, email })

/** How an e-mail address is stored and compared. */
export const plainEmail = (email: string): string => email.trim().toLowerCase()

export async function findUserByEmail(sql: Sql, email: string): Promise<User | null> {
  const { rows } = await sql.query<UserRow>('select id, name, email from tillbridge.users where email = $1', [
    plainEmail(email),
  ])
  return rows[0] === undefined ? null : toUser(rows[0])
}

/**
 * Makes a person who signs in with a password.
 *
 * @param user.passwordHash as the sign-in library makes it.
 * @returns `null` when somebody has that e-mail address already.
 */
export async function insertUser(
  sql: Sql,
  user: { readonly name: string; readonly email: string; readonly passwordHash: string },
): Promise<User | null> {
  const { rows } = await sql.query<UserRow>(
    `insert into tillbridge.users (id, name, email) values ($1, $2, $3)
     on conflict (email) do nothing returning id, name, email`,
    [newId(), user.name, plainEmail(user.email)],
  )
  if (rows[0] === undefined) return null
  await setPasswordHash(sql, rows[0].id, user.passwordHash)
  return toUser(rows[0])
}

async function setPasswordHash(sql: Sql, userId: string, passwordHash: string): Promise<void> {
  await sql.query(
    `insert into tillbridge.user_accounts (id, user_id, provider_id, account_id, password)
     values ($1, $2::uuid, 'credential', $2::text, $3)
     on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`,
    [newId(), userId, passwordHash],
  )
}

export interface Account extends User {
  readonly secondFactor: boolean
  readonly hasPassword: boolean
  readonly hasProvider: boolean
  readonly createdAt: string
}

export async function findAccountOf(sql: Sql, userId: string): Promise<Account | null> {
  const { rows } = await sql.query<Account>(
    `select u.id as "userId", u.name, u.email, u.two_factor_enabled as "secondFactor", u.created_at as "createdAt",
       exists (select from tillbridge.user_accounts a where a.user_id = u.id and a.provider_id = 'credential') as "hasPassword",
       exists (select from tillbridge.user_accounts a where a.user_id = u.id and a.provider_id <> 'credential') as "hasProvider"
     from tillbridge.users u where u.id = $1`,
    [userId],
  )
  return rows[0] ?? null
}

/** Devices that were trusted with the second factor are asked for it again. */
export async function forgetTrustedDevices(sql: Sql, userId: string): Promise<void> {
  await sql.query('delete from tillbridge.verifications where value = $1::text', [userId])
}

/** Whose sign-in waits for the code of a second factor; `challenge` is what the cookie of the sign-in names. */
export async function findChallenged(sql: Sql, challenge: string, now: Date): Promise<User | null> {
  // The library keeps what it hands out by its print alone.
  const print = createHash('sha256').update(challenge).digest('base64url')
  const { rows } = await sql.query<UserRow>(
    `select u.id, u.name, u.email from tillbridge.verifications v join tillbridge.users u on u.id::text = v.value
     where v.identifier = $1 and v.expires_at > $2`,
    [print, now.toISOString()],
  )
  return rows[0] === undefined ? null : toUser(rows[0])
}

/** Lets a person who is locked out begin anew: a new password, no second factor, no session, no trusted device. */
export async function resetUser(sql: Sql, userId: string, passwordHash: string): Promise<void> {
  await setPasswordHash(sql, userId, passwordHash)
  await sql.query('delete from tillbridge.two_factors where user_id = $1', [userId])
  await sql.query('update tillbridge.users set two_factor_enabled = false, updated_at = now() where id = $1', [userId])
  await sql.query('delete from tillbridge.sessions where user_id = $1', [userId])
  await forgetTrustedDevices(sql, userId)
}
