/** A key pair that signs only itself; it protects nothing and is valid for a hundred years. */
interface SelfSigned {
  readonly key: string
  readonly cert: string
}

/** For a server of the name `appwrite.internal`, wherever it listens. */
export const selfSigned: SelfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgL6g2T4gxv6lkbBCI
+LVWTF7sRTqlLcK7Y1Yl9EGWDDShRANCAASneQW1qP+LzmPhNxFggHyXDnJsGMTo
SgU3e86z6YwMSZMkq+GIeHoRp0FZ5Jl0qjHPokFQKEMU+8D79Xh5ijhG
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBrTCCAVOgAwIBAgIUNynnkR/fviIRlNpQNNgpFB6XJ/cwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRYXBwd3JpdGUuaW50ZXJuYWwwIBcNMjYxMTIzMjEzNjUzWhgP
MjEyNjEwMzAyMTM2NTNaMBwxGjAYBgNVBAMMEWFwcHdyaXRlLmludGVybmFsMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEp3kFtaj/i85j4TcRYIB8lw5ybBjE6EoF
N3vOs+mMDEmTJKvhiHh6EadBWeSZdKoxz6JBUChDFPvA+/V4eYo4RqNxMG8wHQYD
VR0OBBYEFGrczWaxYGRdvu9cd3tXGCigSjCQMB8GA1UdIwQYMBaAFGrczWaxYGRd
vu9cd3tXGCigSjCQMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4IRYXBwd3Jp
dGUuaW50ZXJuYWwwCgYIKoZIzj0EAwIDSAAwRQIgX144ejn5l+V8FJLKQy2lHBzS
xzclE76G8JlmSaj/McYCIQDAZON+JPz0H0ofVm2QgziLzXfBF+wii8ZSsMeJm5f+
tQ==
-----END CERTIFICATE-----
`,
}

/** Another one, for `localhost`. */
export const otherSelfSigned: SelfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdUg/UHpe6OS7Jh2/
Mip+ym1hdA6ppzpp+m/ejW0mBu+hRANCAAS4krV+2+vFgCkQp2/A3pEoX/ROYJxC
dea7bHGrsICQbeojT7QAeMeg2iKU1GNzqoZJ8RJGjPAWbxA+0OED6puF
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUQJ/JkxDPkNormMnFYiJ4zzdcpJgwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIxMzY1M1oYDzIxMjYxMDMw
MjEzNjUzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS4krV+2+vFgCkQp2/A3pEoX/ROYJxCdea7bHGrsICQbeojT7QAeMeg
2iKU1GNzqoZJ8RJGjPAWbxA+0OED6puFo28wbTAdBgNVHQ4EFgQUmig3eZXcDXE7
Jr6ukMAyK46ReowwHwYDVR0jBBgwFoAUmig3eZXcDXE7Jr6ukMAyK46ReowwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAI3z5b+ZMZQeI+Ib4oOwh2iQmFDqxb7CYxHQFTb4sD/WAiEA
jpVRkPQDoV+XVePAmqruX8zT9D7wGa+hrzWrROxNQkA=
-----END CERTIFICATE-----
`,
}
