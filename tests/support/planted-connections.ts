/** A provider of a mail server, with a password that can be looked for. */
export const smtp = {
  kind: 'smtp',
  providerId: 'post',
  name: 'Post',
  enabled: true,
  host: '127.0.0.1',
  port: 2525,
  username: 'nora',
  password: 'planted-password-0123456789',
  fromEmail: 'hello@example.test',
  fromName: 'Atelier Nord',
}

/** A remote project that nobody answers for, with a key that can be looked for. */
export const project = {
  name: 'Shop',
  environment: 'production',
  endpoint: 'http://127.0.0.1:9/v1',
  project: 'shop',
  key: 'planted-api-key-0123456789',
} as const
