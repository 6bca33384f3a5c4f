import { createHmac } from 'node:crypto'
import type { Reply } from './replies'
import { isGood } from './replies'

/** Who signs in. */
export interface Account {
  readonly user: string
  readonly pass: string
}

/** Sends a line and answers the reply. */
export type Ask = (line: string) => Promise<Reply>

/** Proves who we are; answers the last reply. */
type Mechanism = (account: Account, ask: Ask) => Promise<Reply>

const isChallenge = ({ code }: Reply): boolean => code === 334

/** In order of preference. RFC 4954, RFC 4616, RFC 2195; LOGIN was never more than a draft. */
const mechanisms: ReadonlyMap<string, Mechanism> = new Map([
  ['PLAIN', async (account, ask) => await ask(`AUTH PLAIN ${toPlainResponse(account)}`)],
  [
    'LOGIN',
    async ({ user, pass }, ask) => {
      // Servers word the two questions as they like.
      const asksName = await ask('AUTH LOGIN')
      if (!isChallenge(asksName)) return asksName
      const asksPassword = await ask(toBase64(user))
      return isChallenge(asksPassword) ? await ask(toBase64(pass)) : asksPassword
    },
  ],
  [
    'CRAM-MD5',
    async ({ user, pass }, ask) => {
      const challenge = await ask('AUTH CRAM-MD5')
      if (!isChallenge(challenge)) return challenge
      const text = Buffer.from(challenge.lines.join(''), 'base64')
      const proof = createHmac('md5', pass).update(text).digest('hex')
      return await ask(toBase64(`${user} ${proof}`))
    },
  ],
])

/** Signs in by the first way that the server offers; answers its refusal, if any. */
export const signIn = async (
  account: Account,
  offered: readonly string[],
  ask: Ask,
): Promise<Reply | undefined> => {
  const name = [...mechanisms.keys()].find((one) => offered.includes(one)) ?? 'PLAIN'
  const reply = await mechanisms.get(name)?.(account, ask)
  return reply && isGood(reply) ? undefined : reply
}

/** Name and password as PLAIN sends them; as secret as the password itself. */
export const toPlainResponse = ({ user, pass }: Account): string => toBase64(`\0${user}\0${pass}`)

const toBase64 = (text: string): string => Buffer.from(text).toString('base64')
