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

/** Lets a person who is locked out begin anew: a new password, no second factor, no session, no trusted device. */
export async function resetUser(sql: Sql, userId: string, passwordHash: string): Promise<void> {
  await setPasswordHash(sql, userId, passwordHash)
  await sql.query('delete from tillbridge.two_factors where user_id = $1', [userId])
  await sql.query('update tillbridge.users set two_factor_enabled = false, updated_at = now() where id = $1', [userId])
  await sql.query('delete from tillbridge.sessions where user_id = $1', [userId])
  await sql.query('delete from tillbridge.verifications where value = $1::text', [userId])
}
