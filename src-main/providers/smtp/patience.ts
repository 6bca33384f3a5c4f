/** How long a mail server is waited for, in milliseconds. */
export interface Patience {
  /**
   * To connect, greet and encrypt, then at each step of the sign-in. As others do it (nodemailer, PHPMailer)
   * and less than RFC 5321 allows: nobody loses a mail by it, and another host may be better.
   */
  readonly entryMs: number
  /** For the answer to a command of a mail: 5 minutes in RFC 5321, 4.5.3.2. */
  readonly commandMs: number
  /** For the answer to a whole mail: 10 minutes there. Who leaves sooner never learns whether it arrived. */
  readonly verdictMs: number
  /** For that answer once sending is stopped. */
  readonly stopMs: number
  /** While there is no mail for it. */
  readonly idleMs: number
}

const minute = 60_000

/** For real servers. */
export const patience: Patience = {
  entryMs: 30_000,
  commandMs: 5 * minute,
  verdictMs: 10 * minute,
  stopMs: 30_000,
  idleMs: 30_000,
}
