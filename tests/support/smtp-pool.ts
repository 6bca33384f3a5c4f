import type { Patience } from '@main/providers/smtp/patience'
import { patience } from '@main/providers/smtp/patience'
import type { SmtpPool } from '@main/providers/smtp/pool'
import { createPool } from '@main/providers/smtp/pool'
import { createTranslator } from '@main/providers/smtp/trouble'
import type { Mail } from '@main/providers/smtp/transaction'
import { onTestFinished } from 'vitest'

/** A short mail. */
export const plainMail: Mail = {
  ...{ from: 'a@example.org', recipients: ['ann@example.com'], size: 6, isEightBit: false },
  ...{ head: 'A: b\r\n\r\n', body: Buffer.from('text\r\n') },
}

/** Connections in clear to a server on 127.0.0.1; they end with the running test. */
export const openPool = (
  port: number,
  { size = 1, ...impatience }: Partial<Patience> & { readonly size?: number } = {},
): SmtpPool => {
  const hosts = [{ host: '127.0.0.1', port, security: 'none' as const }]
  const entry = { hosts, account: undefined, translate: createTranslator([]) }
  const pool = createPool({ ...entry, size, patience: { ...patience, ...impatience } })
  onTestFinished(() => pool.close())
  return pool
}
