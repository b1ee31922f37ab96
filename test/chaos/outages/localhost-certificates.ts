// Two self-signed certificates for the name localhost, one of them expired, and their key. They were made for the tests
// alone and are trusted by nothing else; the key protects nothing.

/** Valid from 2026 to 2125. */
export const validCertificate = `-----BEGIN CERTIFICATE-----
MIIBYDCCAQegAwIBAgIBAjAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjYwMTAxMDAwMDAwWhgPMjEyNTEyMzEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNd/nh1TquM71EyO
tpN9OmI+vWfq+QzOsgz/O9wTc3J7bXl4wEyw0hh2dSNY9faTi1kmX03G4ChCwLlk
0jcKYBajSDBGMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/
MB0GA1UdDgQWBBQsC1Q6og4G3iEni0yR6uRRJo8t7DAKBggqhkjOPQQDAgNHADBE
AiBRqlVdJDKfwP8CoZUsoKJoql/RDOBbzmbbqIq6v0KWywIgZ1FciCtZ+01D4xl/
UaXgZ3pjv2a9LATsB7O2jj4Lj2U=
-----END CERTIFICATE-----
`;

/** Valid in 2020 alone. */
export const expiredCertificate = `-----BEGIN CERTIFICATE-----
MIIBYDCCAQWgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAUMRIwEAYDVQQDDAls
b2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATXf54dU6rjO9RMjraT
fTpiPr1n6vkMzrIM/zvcE3Nye215eMBMsNIYdnUjWPX2k4tZJl9NxuAoQsC5ZNI3
CmAWo0gwRjAUBgNVHREEDTALgglsb2NhbGhvc3QwDwYDVR0TAQH/BAUwAwEB/zAd
BgNVHQ4EFgQULAtUOqIOBt4hJ4tMkerkUSaPLewwCgYIKoZIzj0EAwIDSQAwRgIh
AJn9vCYhD4ygVY98lZLu4+djxAflJTbc3O3vlxh6lwNKAiEAz8s0teH2vkpysVGO
ZAg42kyS8M25oYd/cH1kNjKOmqM=
-----END CERTIFICATE-----
`;

/** The key of both. */
export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEq//rglhNFCgwK3u
XdXIpEm1NQyyAuZSrnSuNTzIicihRANCAATXf54dU6rjO9RMjraTfTpiPr1n6vkM
zrIM/zvcE3Nye215eMBMsNIYdnUjWPX2k4tZJl9NxuAoQsC5ZNI3CmAW
-----END PRIVATE KEY-----
`;
