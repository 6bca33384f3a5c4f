import mailgun from '../../src-main/providers/email/mailgun'
import resend from '../../src-main/providers/email/resend'
import sendgrid from '../../src-main/providers/email/sendgrid'
import ses from '../../src-main/providers/email/ses'
import twilio from '../../src-main/providers/sms/twilio'
import { openHttp } from '../../src-main/providers/http'
import type { Channel, StoredSettings } from '../../src-main/providers/provider'

const kinds = { mailgun, resend, sendgrid, ses, twilio }

/** An open channel to a vendor whose place `origin` takes. */
export const openChannel = (
  kind: keyof typeof kinds,
  settings: StoredSettings,
  origin: string,
): Channel => {
  const channel = kinds[kind].open?.(settings, { http: openHttp(origin), clock: Date.now })
  if (!channel) throw new Error(`${kind} cannot be opened`)
  return channel
}
