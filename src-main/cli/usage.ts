/** What `--help` prints. */
export const usage = `Usage: sendwright [command] [options]

Commands
  app      The desktop app (default).
  serve    The same app in a browser, on 127.0.0.1 only. Prints one line of JSON with the link that opens it.
  engine   Only the engine and its REST server, which official Appwrite SDKs can talk to.
           Prints one line of JSON with its address, project and key.

app, serve
  --data DIR              Where everything is kept (default: the system's folder for app data).
  --port N                serve only: the port; 0, the default, takes a free one.

engine
  --data DIR              The folder of its database; made when it is not there.
  --port N                The port; 0, the default, takes a free one.
  --project ID            The project's id; made at the first start and remembered.
  --key KEY               The API key; made at the first start and remembered where the secrets are.
  --secrets WHERE         keychain: the system's (default where there is one)
                          env: the vault's key, 32 bytes in base64, is in SENDWRIGHT_VAULT_KEY
                          memory: forgotten when it ends
  --sandbox               Nothing leaves this computer: mails are kept in the sandbox inbox.
  --send-late MINUTES     A scheduled message whose time passed while the engine was not running is sent when it is
                          less late than this (default: 15); a later one fails and says why.
  --failure-pause PERCENT A message pauses by itself when so many of its deliveries fail (default: 20, of at least 50);
                          never: it goes on whatever fails. It is remembered. Messages that had paused by themselves go on.
  --vendor-url KIND=ORIGIN
                          Sends a provider kind's requests to another origin; may be repeated.

  --help, --version

SIGTERM and SIGINT end serve and engine after the mails in flight were handed over.
`
