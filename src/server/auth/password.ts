/** Hashes a password with scrypt, as the sign-in library does and checks it. */
export async function passwordHash(password: string): Promise<string> {
  const { hashPassword } = await import('better-auth/crypto')
  return await hashPassword(password)
}
