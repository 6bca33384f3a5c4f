import { openHttp } from '../../src-main/providers/http'
import type { Channel, StoredSettings } from '../../src-main/providers/provider'
import { openSmtp } from '../../src-main/providers/smtp/channel'

/** An open channel to a mail server. */
export const openChannel = (settings: StoredSettings): Channel =>
  openSmtp(settings, { http: openHttp(), clock: Date.now })
