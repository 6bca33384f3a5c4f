import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newPem } from './pem'

/** A secret that can be found again wherever it got to. */
export const plant = (name: string): string => `planted-${name}-7f3a91`

/** A line from the middle of a key: its first and last are those of every key. */
const lineOf = (pem: string): string => pem.split('\n')[2] ?? ''

const [apple, google] = [newPem('ec'), newPem('rsa')]
const from = '+16175551212'

/** The settings of each of the twelve kinds, every secret of them planted. */
export const plantedSettings: Readonly<Record<string, object>> = {
  smtp: { host: '127.0.0.1', port: 1, username: 'ada', password: plant('smtp') },
  mailgun: { apiKey: plant('mailgun'), domain: 'mg.example.org', isEuRegion: false },
  sendgrid: { apiKey: plant('sendgrid') },
  resend: { apiKey: plant('resend') },
  ses: { accessKey: 'AKIA1', secretKey: plant('ses'), region: 'eu-west-1' },
  twilio: { from, accountSid: 'AC1', authToken: plant('twilio') },
  vonage: { from, apiKey: 'k', apiSecret: plant('vonage') },
  telesign: { from, customerId: 'c', apiKey: plant('telesign') },
  textmagic: { from, username: 'u', apiKey: plant('textmagic') },
  msg91: { templateId: 't', senderId: 's', authKey: plant('msg91') },
  apns: { authKey: apple, authKeyId: 'K', teamId: 'T', bundleId: 'com.example' },
  fcm: {
    serviceAccountJSON: { project_id: 'p', client_email: 'a@b.example', private_key: google },
  },
}
/** What is looked for everywhere: as it was typed, and as base64 would hide it. */
export const needles = ['planted-', lineOf(apple), lineOf(google), btoa(plant('smtp')).slice(0, 20)]

/** Where any of them stands, and which one: texts by what they are called. */
export const findLeaks = (texts: Iterable<readonly [where: string, text: string]>): string[] =>
  [...texts].flatMap(([where, text]) =>
    needles.filter((needle) => text.includes(needle)).map((needle) => `${where}: ${needle}`),
  )

/** Every file below a folder, by its path, as bytes. */
export const readFiles = async (folder: string): Promise<(readonly [string, string])[]> => {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  return await Promise.all(
    files
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return [path, await readFile(path, 'latin1')] as const
      }),
  )
}
